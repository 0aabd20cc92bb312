import type { Case, Change } from './cases.ts';
import { ONE_RUN_IN, type Strategy } from './strategies.ts';

/** How many runs of each case at a number of requests a second. */
export interface RateRuns {
  readonly requestsPerSecond: number;
  readonly runs: number;
}

/** Releases of one case side by side. */
export interface PlannedRound {
  readonly of: Case;
  /** From 0 on. */
  readonly run: number;
  readonly strategies: readonly Strategy[];
}

/**
 * Every round, in an order in which all cases get on alike: whenever one stops, what there is is a smaller table and not
 * half of one.
 */
export function planRounds(
  rates: readonly RateRuns[],
  changes: readonly Change[],
  strategies: readonly Strategy[],
): PlannedRound[] {
  const rounds = rates.flatMap(({ requestsPerSecond, runs }) =>
    Array.from({ length: runs }, (_, run) =>
      changes.map((change) => ({
        progress: run / runs,
        round: {
          of: { ...change, requestsPerSecond },
          run,
          strategies: strategies.filter((strategy) => run % ONE_RUN_IN[strategy] === 0),
        },
      })),
    ).flat(),
  );
  return rounds
    .filter(({ round }) => round.strategies.length > 0)
    .toSorted((a, b) => a.progress - b.progress)
    .map(({ round }) => round);
}
