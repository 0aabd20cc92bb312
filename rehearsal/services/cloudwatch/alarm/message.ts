import type { AwsEventInput } from '../../../kernel/bus.ts';
import type { Scope } from '../../../kernel/service.ts';
import { type AlarmState, type StoredAlarm, type StoredMetricAlarm, watchedQueries } from './alarm.ts';
import { offsetDate } from './reason.ts';

/** As CloudWatch writes regions in its mails. */
const REGION_NAMES: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'Asia Pacific (Tokyo)',
  'ap-southeast-1': 'Asia Pacific (Singapore)',
  'ap-southeast-2': 'Asia Pacific (Sydney)',
  'eu-central-1': 'EU (Frankfurt)',
  'eu-north-1': 'EU (Stockholm)',
  'eu-west-1': 'EU (Ireland)',
  'eu-west-2': 'EU (London)',
  'eu-west-3': 'EU (Paris)',
  'us-east-1': 'US East (N. Virginia)',
  'us-east-2': 'US East (Ohio)',
  'us-west-1': 'US West (N. California)',
  'us-west-2': 'US West (Oregon)',
};

export interface Notification {
  readonly subject: string;
  /** JSON. */
  readonly message: string;
}

/** SNS takes 100 characters of subject. */
const LONGEST_SUBJECT = 100;

/**
 * What CloudWatch publishes to a topic when an alarm changes its state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function alarmNotification(scope: Scope, alarm: StoredAlarm, from: AlarmState): Notification {
  const { configuration, state } = alarm;
  const region = REGION_NAMES[scope.region] ?? scope.region;
  const common = {
    AlarmName: alarm.name,
    AlarmDescription: configuration.AlarmDescription ?? null,
    AWSAccountId: scope.account,
    AlarmConfigurationUpdatedTimestamp: offsetDate(alarm.configuredMs),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: offsetDate(state.updatedMs),
    Region: region,
    AlarmArn: alarm.arn,
    OldStateValue: from.value,
    OKActions: configuration.OKActions ?? [],
    AlarmActions: configuration.AlarmActions ?? [],
    InsufficientDataActions: configuration.InsufficientDataActions ?? [],
  };
  const own = alarm.kind === 'metric' ? { Trigger: trigger(alarm) } : { AlarmRule: alarm.configuration.AlarmRule };
  return {
    subject: `${state.value}: "${alarm.name}" in ${region}`.slice(0, LONGEST_SUBJECT),
    message: JSON.stringify({ ...common, ...own }),
  };
}

const BASIC: Readonly<Record<string, string>> = {
  SampleCount: 'SAMPLE_COUNT',
  Average: 'AVERAGE',
  Sum: 'SUM',
  Minimum: 'MINIMUM',
  Maximum: 'MAXIMUM',
};
const dimensionsOf = (dimensions: readonly { Name?: string | undefined; Value?: string | undefined }[] | undefined) =>
  (dimensions ?? []).map(({ Name, Value }) => ({ value: Value, name: Name }));

function trigger({ configuration }: StoredMetricAlarm): object {
  const evaluation = {
    EvaluationPeriods: configuration.EvaluationPeriods,
    ...(configuration.DatapointsToAlarm === undefined ? {} : { DatapointsToAlarm: configuration.DatapointsToAlarm }),
    ComparisonOperator: configuration.ComparisonOperator,
    Threshold: configuration.Threshold,
    TreatMissingData: configuration.TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: configuration.EvaluateLowSampleCountPercentile ?? '',
  };
  if (configuration.Metrics !== undefined && configuration.Metrics.length > 0) {
    const metrics = configuration.Metrics.map(({ Id, Label, Expression, MetricStat, ReturnData }) => ({
      ...(Expression === undefined ? {} : { Expression }),
      Id,
      ...(Label === undefined ? {} : { Label }),
      ...(MetricStat === undefined
        ? {}
        : {
            MetricStat: {
              ...MetricStat,
              Metric: { ...MetricStat.Metric, Dimensions: dimensionsOf(MetricStat.Metric?.Dimensions) },
            },
          }),
      ReturnData: ReturnData ?? true,
    }));
    return { Metrics: metrics, ...evaluation };
  }
  const { Statistic, ExtendedStatistic } = configuration;
  return {
    MetricName: configuration.MetricName,
    Namespace: configuration.Namespace,
    ...(Statistic === undefined
      ? { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
      : { StatisticType: 'Statistic', Statistic: BASIC[Statistic] }),
    Unit: configuration.Unit ?? null,
    Dimensions: dimensionsOf(configuration.Dimensions),
    Period: configuration.Period,
    ...evaluation,
  };
}

const eventState = ({ value, reason, reasonData, updatedMs }: AlarmState) => ({
  value,
  reason,
  ...(reasonData === undefined ? {} : { reasonData }),
  timestamp: offsetDate(updatedMs),
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html */
export function stateChangeEvent(scope: Scope, alarm: StoredAlarm, from: AlarmState): AwsEventInput {
  const description = alarm.configuration.AlarmDescription;
  const watched =
    alarm.kind === 'composite'
      ? { alarmRule: alarm.configuration.AlarmRule }
      : {
          metrics: watchedQueries(alarm).map(({ Id, Expression, Label, MetricStat, ReturnData }) => ({
            id: Id,
            ...(Expression === undefined ? {} : { expression: Expression }),
            ...(Label === undefined ? {} : { label: Label }),
            ...(MetricStat === undefined
              ? {}
              : {
                  metricStat: {
                    metric: {
                      namespace: MetricStat.Metric?.Namespace,
                      name: MetricStat.Metric?.MetricName,
                      dimensions: Object.fromEntries(
                        (MetricStat.Metric?.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]),
                      ),
                    },
                    period: MetricStat.Period,
                    stat: MetricStat.Stat,
                  },
                }),
            returnData: ReturnData ?? true,
          })),
        };
  return {
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    account: scope.account,
    region: scope.region,
    resources: [alarm.arn],
    detail: {
      alarmName: alarm.name,
      state: eventState(alarm.state),
      previousState: eventState(from),
      configuration: { ...watched, ...(description === undefined ? {} : { description }) },
    },
  };
}
