/** Probabilities of the counts `first`, `first + 1`, ... The counts left out have less than 1e-16 of the largest each. */
export interface CountDistribution {
  readonly first: number;
  readonly probabilities: readonly number[];
  /** `cumulative[i]` is the probability of at most `first + i`. */
  readonly cumulative: readonly number[];
}

/** Counts that are this much less likely than the most likely one are left out. */
const NEGLIGIBLE = 1e-16;

/**
 * How many of the events that come at random, `mean` on average, there are.
 *
 * The weights follow from one another, outwards from the most likely count, so that nothing overflows at any mean.
 * @param mean at least 0
 */
export function poisson(mean: number): CountDistribution {
  const mode = Math.floor(mean);
  const weights = [1];
  for (let count = mode + 1, weight = mean / count; weight > NEGLIGIBLE; weight *= mean / ++count) weights.push(weight);
  const below: number[] = [];
  for (let count = mode, weight = 1; count > 0; count--) {
    weight *= count / mean;
    if (weight <= NEGLIGIBLE) break;
    below.push(weight);
  }
  const all = [...below.reverse(), ...weights];
  const sum = all.reduce((total, weight) => total + weight, 0);
  const probabilities = all.map((weight) => weight / sum);
  let total = 0;
  const cumulative = probabilities.map((probability) => {
    total += probability;
    return total;
  });
  return { first: mode - below.length, probabilities, cumulative };
}

/** Probability of at most `count`. */
export function atMost({ first, cumulative }: CountDistribution, count: number): number {
  if (count < first) return 0;
  return cumulative[Math.min(count - first, cumulative.length - 1)] ?? 0;
}
