import type {
  CompositeAlarm,
  MetricAlarm,
  MetricDataQuery,
  PutCompositeAlarmCommandInput,
  PutMetricAlarmCommandInput,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import type { Scope } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';

export interface AlarmState {
  readonly value: StateValue;
  readonly reason: string;
  /** JSON. */
  readonly reasonData?: string | undefined;
  /** Virtual milliseconds of the last change of the state or its reason. */
  readonly updatedMs: number;
  readonly transitionedMs: number;
}

interface AlarmBase {
  readonly name: string;
  readonly arn: string;
  readonly state: AlarmState;
  /** Virtual milliseconds of the last PutMetricAlarm or PutCompositeAlarm. */
  readonly configuredMs: number;
  readonly tags: Readonly<Record<string, string>>;
}
export interface StoredMetricAlarm extends AlarmBase {
  readonly kind: 'metric';
  readonly configuration: Omit<PutMetricAlarmCommandInput, 'Tags'>;
}
export interface StoredCompositeAlarm extends AlarmBase {
  readonly kind: 'composite';
  readonly configuration: Omit<PutCompositeAlarmCommandInput, 'Tags'>;
}
export type StoredAlarm = StoredMetricAlarm | StoredCompositeAlarm;

/** Alarms by name: metric and composite ones share their names. */
export const alarms = (scope: Scope): Table<StoredAlarm> => scope.table('cloudwatch.alarms');

export const alarmArn = (scope: Scope, name: string) => scope.arn('cloudwatch', `alarm:${name}`);

/** What a metric alarm watches, as queries of which one returns data. */
export function watchedQueries({ configuration }: StoredMetricAlarm): MetricDataQuery[] {
  if (configuration.Metrics !== undefined && configuration.Metrics.length > 0) return configuration.Metrics;
  return [
    {
      Id: 'm1',
      MetricStat: {
        Metric: {
          Namespace: configuration.Namespace,
          MetricName: configuration.MetricName,
          Dimensions: configuration.Dimensions,
        },
        Period: configuration.Period,
        Stat: configuration.Statistic ?? configuration.ExtendedStatistic,
        Unit: configuration.Unit,
      },
      ReturnData: true,
    },
  ];
}

/** The id of the query whose values are compared with the threshold. */
export function watchedId(queries: readonly MetricDataQuery[]): string {
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  return (returned.length === 1 ? returned[0] : queries.at(-1))?.Id ?? '';
}

/** The period of a metric alarm's data points, milliseconds: that of its metrics, or of its expression. */
export function alarmPeriodMs(alarm: StoredMetricAlarm): number {
  const periods = watchedQueries(alarm).map(({ MetricStat, Period }) => MetricStat?.Period ?? Period ?? 0);
  return Math.max(...periods) * 1000;
}

/** As `DescribeAlarms` answers it. */
export function describeMetricAlarm({ configuration, ...alarm }: StoredMetricAlarm): MetricAlarm {
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    Dimensions: [],
    ...configuration,
    ActionsEnabled: configuration.ActionsEnabled ?? true,
    ...describeBase(alarm),
  };
}

/** As `DescribeAlarms` answers it. */
export function describeCompositeAlarm({ configuration, ...alarm }: StoredCompositeAlarm): CompositeAlarm {
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ...configuration,
    ActionsEnabled: configuration.ActionsEnabled ?? true,
    ...describeBase(alarm),
  };
}

function describeBase({ name, arn, state, configuredMs }: Omit<AlarmBase, 'tags'>) {
  return {
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: new Date(configuredMs),
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: new Date(state.updatedMs),
    StateTransitionedTimestamp: new Date(state.transitionedMs),
  };
}

/** What a change to `value` runs. */
export function actionsFor({ configuration }: StoredAlarm, value: StateValue): readonly string[] {
  if (configuration.ActionsEnabled === false) return [];
  const byState = {
    OK: configuration.OKActions,
    ALARM: configuration.AlarmActions,
    INSUFFICIENT_DATA: configuration.InsufficientDataActions,
  };
  return byState[value] ?? [];
}
