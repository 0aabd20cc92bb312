import { median } from '../../table.ts';
import type { Estimate } from './proportion.ts';

/** A median with an interval between two of the values, whatever their distribution. */
export interface MedianEstimate extends Estimate {
  /** Chance that such an interval holds the true median: fewer than six values do not reach 95 %. */
  readonly confidence: number;
}

const CONFIDENCE = 0.95;

/** Chance that at most `successes` of `trials` fair coins show heads. */
function atMost(successes: number, trials: number): number {
  let chance = 0;
  let term = 0.5 ** trials;
  for (let heads = 0; heads <= successes; heads++) {
    chance += term;
    term *= (trials - heads) / (heads + 1);
  }
  return chance;
}

/**
 * The interval between the `k`-th smallest and the `k`-th largest value holds the true median unless fewer than `k` values
 * lie on one side of it: a question of fair coins. The largest `k` that leaves 95 % is taken; with fewer than six values
 * the interval is all of them, and `confidence` is lower.
 * W. J. Conover: Practical Nonparametric Statistics, 3rd edition, section 3.2
 * @returns undefined without values
 */
export function medianEstimate(values: readonly number[]): MedianEstimate | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const confidenceOf = (rank: number) => Math.max(0, 1 - 2 * atMost(rank - 1, sorted.length));
  let rank = 1;
  while (rank + 1 <= sorted.length / 2 && confidenceOf(rank + 1) >= CONFIDENCE) rank++;
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return {
    value: median(sorted),
    low: at(rank - 1),
    high: at(sorted.length - rank),
    confidence: confidenceOf(rank),
  };
}
