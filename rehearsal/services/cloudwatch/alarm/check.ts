import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import { notSupported, validationError } from '../errors.ts';
import { checkPeriod } from '../metrics/query.ts';
import { parseStatistic } from '../metrics/statistic.ts';
import { comparison } from './machine.ts';

const REFUSED = [
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
] as const;
const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'];
const HIGH_RESOLUTION = [10, 20, 30];
const DAY_SECONDS = 24 * 3600;
const MOST_ACTIONS = 5;

/**
 * What `PutMetricAlarm` refuses: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 * @throws ServiceError ValidationError; NotImplemented for what needs anomaly detection or a newer kind of evaluation
 */
export function checkMetricAlarm(input: PutMetricAlarmCommandInput): void {
  for (const member of REFUSED) if (input[member] !== undefined) throw notSupported('PutMetricAlarm', member);
  const {
    AlarmName = '',
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData,
  } = input;
  if (AlarmName.length < 1 || AlarmName.length > 255)
    throw validationError(`AlarmName must have 1 to 255 characters, not ${AlarmName.length}`);
  if (EvaluationPeriods === undefined || EvaluationPeriods < 1)
    throw validationError(`EvaluationPeriods must be at least 1, not ${EvaluationPeriods}`);
  if (DatapointsToAlarm !== undefined && (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods))
    throw validationError(
      `DatapointsToAlarm must be from 1 to EvaluationPeriods (${EvaluationPeriods}), not ${DatapointsToAlarm}`,
    );
  if (comparison(ComparisonOperator ?? '', 0) === undefined)
    throw notSupported('PutMetricAlarm', `the ComparisonOperator ${ComparisonOperator}`);
  if (Threshold === undefined) throw validationError('Threshold is required for a comparison with a static threshold');
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData))
    throw validationError(`TreatMissingData must be one of ${TREATMENTS.join(', ')}, not ${TreatMissingData}`);
  for (const actions of [input.AlarmActions, input.OKActions, input.InsufficientDataActions])
    if ((actions ?? []).length > MOST_ACTIONS)
      throw validationError(`An alarm has at most ${MOST_ACTIONS} actions a state`);
  const periods = input.Metrics === undefined || input.Metrics.length === 0 ? [checkSingle(input)] : checkMath(input);
  for (const period of periods) {
    checkPeriod(period);
    if (period < 60 && !HIGH_RESOLUTION.includes(period))
      throw validationError(`The period of an alarm must be 10, 20, 30 or a multiple of 60 seconds, not ${period}`);
    const longest = period >= 3600 ? 7 * DAY_SECONDS : DAY_SECONDS;
    if (period * EvaluationPeriods > longest)
      throw validationError(
        `Metrics cannot be checked across more than ${longest} seconds (EvaluationPeriods * Period = ${period * EvaluationPeriods})`,
      );
  }
}

function checkSingle(input: PutMetricAlarmCommandInput): number {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period } = input;
  if (!MetricName || !Namespace) throw validationError('An alarm needs MetricName and Namespace, or Metrics');
  if ((Statistic === undefined) === (ExtendedStatistic === undefined))
    throw validationError('An alarm needs either Statistic or ExtendedStatistic');
  if (parseStatistic(Statistic ?? ExtendedStatistic ?? '') === undefined)
    throw validationError(`The statistic ${Statistic ?? ExtendedStatistic} is not supported`);
  if (Period === undefined) throw validationError('Period is required for an alarm on a metric');
  return Period;
}

function checkMath(input: PutMetricAlarmCommandInput): number[] {
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit, Dimensions, Metrics = [] } = input;
  const both = { MetricName, Namespace, Statistic, ExtendedStatistic, Period, Unit };
  for (const [name, value] of Object.entries(both))
    if (value !== undefined) throw validationError(`${name} must not be given together with Metrics`);
  if (Dimensions !== undefined && Dimensions.length > 0)
    throw validationError('Dimensions must not be given together with Metrics');
  const returned = Metrics.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== 1)
    throw validationError(`Exactly one element of the metrics list must return data, not ${returned.length}`);
  const periods = Metrics.map(({ MetricStat, Period: of }) => MetricStat?.Period ?? of).filter(
    (period) => period !== undefined,
  );
  if (periods.length === 0) throw validationError('Period must be given for an alarm on an expression without metrics');
  if (new Set(periods).size > 1)
    throw validationError(`All metrics of an alarm must have the same period, not ${[...new Set(periods)].join(', ')}`);
  return periods;
}
