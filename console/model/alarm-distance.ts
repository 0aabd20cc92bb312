import type { Watched } from './alarm-view.ts';
import type { DeploymentView } from './deployment-view.ts';
import type { ShiftSeries } from './shift-series.ts';

/** How far what an alarm watches is from its threshold. */
export interface AlarmDistance {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  readonly watches: Watched;
  /**
   * The newest value that CloudWatch has of the new version: percent of errors, milliseconds of latency, the natural logarithm
   * of the judge's evidence. Undefined where nothing was measured, or what the alarm watches is not among the series.
   */
  readonly value: number | undefined;
  /** In the unit of the value. */
  readonly threshold: number | undefined;
}

const newest = (values: readonly (number | null)[]): number | undefined =>
  values.findLast((value) => value !== null) ?? undefined;

function latestOf({ newVersion, evidence }: ShiftSeries, watches: Watched): number | undefined {
  switch (watches) {
    case 'errors': {
      const { invocations, errors } = newVersion;
      return newest(invocations.map((all, at) => (all === null || all === 0 ? null : (100 * (errors[at] ?? 0)) / all)));
    }
    case 'latency':
      return newest(newVersion.p99Ms);
    case 'evidence':
      return evidence.values.at(-1);
    case 'throttles':
    case 'other':
      return undefined;
  }
}

/** Each alarm that can stop a shift, with its distance. Pure. */
export function alarmDistances({ alarms, series }: Pick<DeploymentView, 'alarms' | 'series'>): AlarmDistance[] {
  return alarms.map(({ name, state, watches, threshold }) => ({
    name,
    state,
    watches,
    value: series === undefined ? undefined : latestOf(series, watches),
    threshold,
  }));
}
