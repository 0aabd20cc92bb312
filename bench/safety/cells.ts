import { type Case, isGood } from './cases.ts';
import type { ReleaseOutcome } from './outcome.ts';
import { type MedianEstimate, medianEstimate } from './statistics/median.ts';
import { type Estimate, proportion } from './statistics/proportion.ts';
import type { Strategy } from './strategies.ts';

/** What was measured of one case with one strategy. */
export interface Cell {
  readonly of: Case;
  readonly strategy: Strategy;
  readonly runs: number;
  /** Of a bad release: how often it was detected. Of a good one: how often it was taken back for nothing. */
  readonly takenBack: Estimate;
  /** Seconds until an alarm was red, among those taken back. */
  readonly detectedSeconds: MedianEstimate | undefined;
  /** Seconds until the old version had all traffic again, among those taken back. */
  readonly restoredSeconds: MedianEstimate | undefined;
  /** Requests that the new version failed in the five minutes or until it was taken back. */
  readonly failedRequests: MedianEstimate | undefined;
  /** How often each alarm took part. */
  readonly alarms: Readonly<Record<string, number>>;
}

const keyOf = ({ strategy, of }: ReleaseOutcome): string =>
  [of.requestsPerSecond, of.oldPercent, of.newPercent, strategy].join(' ');

function cellOf([first, ...others]: readonly [ReleaseOutcome, ...ReleaseOutcome[]]): Cell {
  const outcomes = [first, ...others];
  const takenBack = outcomes.flatMap((outcome) => outcome.takenBack ?? []);
  const alarms: Record<string, number> = {};
  for (const name of takenBack.flatMap((one) => one.alarms)) alarms[name] = (alarms[name] ?? 0) + 1;
  return {
    of: first.of,
    strategy: first.strategy,
    runs: outcomes.length,
    takenBack: proportion(takenBack.length, outcomes.length),
    detectedSeconds: medianEstimate(takenBack.map(({ detectedSeconds }) => detectedSeconds)),
    restoredSeconds: medianEstimate(takenBack.map(({ restoredSeconds }) => restoredSeconds)),
    failedRequests: medianEstimate(outcomes.map(({ failedRequests }) => failedRequests)),
    alarms,
  };
}

/** One cell a case and strategy that has a run, ordered by traffic, bad before good, and by error rates. */
export function cellsOf(outcomes: readonly ReleaseOutcome[]): Cell[] {
  const groups = new Map<string, [ReleaseOutcome, ...ReleaseOutcome[]]>();
  for (const outcome of outcomes) {
    const group = groups.get(keyOf(outcome));
    if (group === undefined) groups.set(keyOf(outcome), [outcome]);
    else group.push(outcome);
  }
  return [...groups.values()]
    .map(cellOf)
    .toSorted(
      ({ of: a }, { of: b }) =>
        a.requestsPerSecond - b.requestsPerSecond ||
        Number(isGood(a)) - Number(isGood(b)) ||
        a.oldPercent - b.oldPercent ||
        a.newPercent - b.newPercent,
    );
}
