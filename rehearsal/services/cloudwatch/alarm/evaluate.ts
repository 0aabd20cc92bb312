import type { Scope } from '../../../kernel/service.ts';
import { validationError } from '../errors.ts';
import { summarize } from '../metrics/distribution.ts';
import { metricStore } from '../metrics/metric-store.ts';
import { metricId, queryMetrics } from '../metrics/query.ts';
import { type AlarmState, alarmPeriodMs, type StoredMetricAlarm, watchedId, watchedQueries } from './alarm.ts';
import { comparison, EXTRA_DATAPOINTS, evaluatePoints, type TreatMissingData, tooFewSamples } from './machine.ts';
import { type Compared, stateReason, stateReasonData } from './reason.ts';

/** Alarms on DynamoDB's metrics keep their state while data is missing, whatever they are configured to do. */
const MISSING_DATA_IGNORED_IN = 'AWS/DynamoDB';

/**
 * The state of a metric alarm at `atMs`: its own state object when nothing changes.
 * @param atMs end of the last period, virtual milliseconds
 * @throws ServiceError ValidationError when its metrics or expressions are not valid
 */
export function evaluateMetricAlarm(scope: Scope, alarm: StoredMetricAlarm, atMs: number): AlarmState {
  const { configuration, state } = alarm;
  const periodMs = alarmPeriodMs(alarm);
  const evaluationPeriods = configuration.EvaluationPeriods ?? 1;
  const startMs = atMs - (evaluationPeriods + EXTRA_DATAPOINTS) * periodMs;
  const queries = watchedQueries(alarm);
  const found = queryMetrics(scope, queries, { startMs, endMs: atMs, fromStart: true }).get(watchedId(queries)) ?? [];
  const [series] = found;
  if (series === undefined || found.length > 1)
    throw validationError(`The alarm ${alarm.name} must watch one time series, not ${found.length}`);
  const starts = Array.from({ length: evaluationPeriods + EXTRA_DATAPOINTS }, (_, index) => startMs + index * periodMs);
  const points = starts.map((start) => series.points.get(start));
  const sampleCounts = configuration.Metrics?.length ? undefined : countSamples(scope, alarm, startMs, atMs, starts);
  if (lacksSamples(alarm, sampleCounts)) return state;

  const operator = configuration.ComparisonOperator ?? '';
  const threshold = configuration.Threshold ?? 0;
  const breaches = comparison(operator, threshold);
  if (breaches === undefined) throw validationError(`The rehearsal does not implement the operator ${operator}`);
  const compared: Compared = {
    operator,
    threshold,
    breaches,
    datapointsToAlarm: configuration.DatapointsToAlarm ?? evaluationPeriods,
    treatMissingData: treatMissingData(alarm),
    statistic: configuration.Statistic ?? configuration.ExtendedStatistic,
    unit: configuration.Unit,
  };
  const verdict = evaluatePoints(
    points,
    { ...compared, evaluationPeriods, treatMissingData: treatMissingData(alarm) },
    state.value,
  );
  if (verdict.state === state.value) return state;
  const evaluated = { points, startMs, periodMs, verdict, ...(sampleCounts === undefined ? {} : { sampleCounts }) };
  return {
    value: verdict.state,
    reason: stateReason(state.value, evaluated, compared),
    reasonData: stateReasonData(atMs, evaluated, compared),
    updatedMs: scope.clock.now(),
    transitionedMs: scope.clock.now(),
  };
}

function treatMissingData(alarm: StoredMetricAlarm): TreatMissingData {
  const { TreatMissingData: configured } = alarm.configuration;
  if (watchedQueries(alarm).some(({ MetricStat }) => MetricStat?.Metric?.Namespace === MISSING_DATA_IGNORED_IN))
    return 'ignore';
  return configured === 'ignore' || configured === 'breaching' || configured === 'notBreaching'
    ? configured
    : 'missing';
}

function countSamples(scope: Scope, alarm: StoredMetricAlarm, startMs: number, endMs: number, starts: number[]) {
  const { Namespace, MetricName, Dimensions, Unit } = alarm.configuration;
  const id = metricId(scope, { Namespace, MetricName, Dimensions });
  const bins = metricStore(scope).read(id, Unit, startMs, endMs, alarmPeriodMs(alarm));
  const counts = new Map(bins.map((bin) => [bin.startMs, summarize(bin.distribution)?.sampleCount]));
  return starts.map((start) => counts.get(start));
}

function lacksSamples(alarm: StoredMetricAlarm, sampleCounts: readonly (number | undefined)[] | undefined): boolean {
  const { EvaluateLowSampleCountPercentile, ExtendedStatistic, EvaluationPeriods } = alarm.configuration;
  if (EvaluateLowSampleCountPercentile !== 'ignore' || sampleCounts === undefined) return false;
  const percent = /^p(\d+(?:\.\d+)?)$/.exec(ExtendedStatistic ?? '')?.[1];
  if (percent === undefined) return false;
  const samples = sampleCounts.slice(-(EvaluationPeriods ?? 1)).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  // No data at all is missing data, which the alarm treats as it is told to.
  return samples > 0 && tooFewSamples(Number(percent), samples);
}
