import type { DeploymentView } from './deployment-view.ts';
import { bakeMinutes, type Minutes, minutesUntilBack, totals, type VersionSeries } from './shift-series.ts';

/** What both versions of a shift did while the new one had traffic, and before. */
export interface ShiftFigures {
  readonly fresh: VersionFigures;
  /** The old version in the same minutes. */
  readonly beside: VersionFigures;
  /** The old version in these minutes and in those before them. */
  readonly before: VersionFigures;
}

export interface VersionFigures {
  readonly invocations: number;
  readonly errors: number;
  /** Of its slowest minute; undefined where nothing was measured. */
  readonly p99Ms: number | undefined;
}

/** What has passed while a new version had traffic: where it was taken back, with the minute in which it was. */
function exposedMinutes({ plan: { startedMs, endedMs }, status }: DeploymentView): Minutes | undefined {
  if (startedMs === undefined) return undefined;
  const cameBack = endedMs !== undefined && status !== 'Succeeded';
  return cameBack ? minutesUntilBack(startedMs, endedMs) : bakeMinutes(startedMs, endedMs);
}

/** Undefined where a new version got no traffic, or nothing was measured. Pure. */
export function shiftFigures(shift: DeploymentView): ShiftFigures | undefined {
  const minutes = exposedMinutes(shift);
  const { series } = shift;
  if (series === undefined || minutes === undefined) return undefined;
  const of = (version: VersionSeries, within: Minutes): VersionFigures => {
    const slowest = series.timesMs.flatMap((at, index) =>
      at >= within.fromMs && at < within.toMs ? (version.p99Ms[index] ?? []) : [],
    );
    return {
      ...totals(series, version, within),
      p99Ms: slowest.length === 0 ? undefined : Math.max(...slowest),
    };
  };
  return {
    fresh: of(series.newVersion, minutes),
    beside: of(series.oldVersion, minutes),
    before: of(series.oldVersion, { fromMs: Number.NEGATIVE_INFINITY, toMs: minutes.toMs }),
  };
}
