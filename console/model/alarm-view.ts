import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { isEvidenceNamespace } from '../../hooks/bake-judge/contract.ts';

/** What an alarm watches, as far as a page can draw its limit. */
export type Watched = 'errors' | 'latency' | 'throttles' | 'evidence' | 'other';

/** What an alarm says at some instant. */
export interface AlarmState {
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`; `UNKNOWN` of a time that CloudWatch no longer knows of. */
  readonly state: string;
  /** Why, in CloudWatch's words. */
  readonly says: string;
}

/** An alarm that can stop a shift. */
export interface AlarmView extends AlarmState {
  readonly name: string;
  readonly description: string;
  readonly watches: Watched;
  readonly threshold: number | undefined;
}

const BY_METRIC: Readonly<Record<string, Watched>> = {
  Errors: 'errors',
  Duration: 'latency',
  Throttles: 'throttles',
};

/** By the metrics that it reads: its name is the application's own business. */
function watchedBy(alarm: MetricAlarm): Watched {
  const read = [
    { namespace: alarm.Namespace, name: alarm.MetricName },
    ...(alarm.Metrics ?? []).map(({ MetricStat }) => ({
      namespace: MetricStat?.Metric?.Namespace,
      name: MetricStat?.Metric?.MetricName,
    })),
  ];
  if (read.every(({ namespace }) => namespace === undefined || isEvidenceNamespace(namespace))) return 'evidence';
  return read.flatMap(({ name }) => BY_METRIC[name ?? ''] ?? [])[0] ?? 'other';
}

/** One alarm as CloudWatch tells it. */
export function toAlarm(alarm: MetricAlarm): AlarmView {
  return {
    name: alarm.AlarmName ?? '',
    state: alarm.StateValue ?? '',
    says: alarm.StateReason ?? '',
    description: alarm.AlarmDescription ?? '',
    watches: watchedBy(alarm),
    threshold: alarm.Threshold,
  };
}

/** The limit that is drawn beside what is watched: the lowest, where several alarms have one. */
export function limitOf(alarms: readonly AlarmView[], watches: Watched): number | undefined {
  const limits = alarms.filter((alarm) => alarm.watches === watches).flatMap(({ threshold }) => threshold ?? []);
  return limits.length === 0 ? undefined : Math.min(...limits);
}
