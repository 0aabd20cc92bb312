import type { ReleaseRow } from './history-view.ts';

/** The four figures of delivery, over the last `days`. https://dora.dev/guides/dora-metrics-four-keys/ */
export interface DoraFigures {
  /** The days that they are of: fewer than 30 where the history is shorter. */
  readonly days: number;
  /** Releases that reached the last stage. */
  readonly released: number;
  readonly releasesPerDay: number;
  /** Median time from push to the end of the last stage; undefined without a release. */
  readonly medianLeadMs: number | undefined;
  /** Releases that were deployed to the last stage and taken back there, of those that came so far. */
  readonly changeFailureRate: number | undefined;
  /** Median time from a release that was taken back to the next one that stayed; undefined without one. */
  readonly medianRestoreMs: number | undefined;
}

const DAY_MS = 24 * 3600 * 1000;
const WINDOW_DAYS = 30;

/** Begin of the days that the figures are of. */
export const windowStartMs = (nowMs: number): number => nowMs - WINDOW_DAYS * DAY_MS;

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

const came = ({ enteredMs }: ReleaseRow): boolean => enteredMs !== undefined;

/** How long it took after each release that was taken back until one stayed. */
function restores(oldestFirst: readonly ReleaseRow[]): number[] {
  const found: number[] = [];
  let brokenSinceMs: number | undefined;
  for (const row of oldestFirst) {
    if (!came(row)) continue;
    if (row.outcome === 'takenBack') brokenSinceMs ??= row.updatedMs;
    if (row.outcome === 'released' && brokenSinceMs !== undefined && row.updatedMs !== undefined) {
      found.push(row.updatedMs - brokenSinceMs);
      brokenSinceMs = undefined;
    }
  }
  return found;
}

/**
 * Computes the figures from the pipeline's own history. Pure.
 *
 * A release that a canary took back counts as a failed change, although most of the traffic never saw it: it is what the
 * team has to repair.
 * @param rows the newest first
 * @param sinceMs since when no release is missing among them
 */
export function doraOf(rows: readonly ReleaseRow[], nowMs: number, sinceMs = nowMs): DoraFigures {
  const within = rows.filter(({ startedMs = 0 }) => startedMs >= windowStartMs(nowMs));
  const days = Math.min(WINDOW_DAYS, Math.max(1, Math.ceil((nowMs - sinceMs) / DAY_MS)));
  const changes = within.filter((row) => row.type !== 'ROLLBACK' && came(row) && row.outcome !== 'underWay');
  const released = changes.filter(({ outcome }) => outcome === 'released');
  const failed = changes.filter(({ outcome }) => outcome === 'takenBack');
  return {
    days,
    released: released.length,
    releasesPerDay: released.length / days,
    medianLeadMs: median(released.flatMap(({ leadMs }) => leadMs ?? [])),
    changeFailureRate: changes.length === 0 ? undefined : failed.length / changes.length,
    medianRestoreMs: median(restores(within.toReversed())),
  };
}
