// Taken out once: a simulation asks for them millions of times, and test runners look globals up slowly.
const { exp, log, log1p, max } = Math;

/** What one version of a function answered in one interval. */
export interface VersionCounts {
  readonly invocations: number;
  /** Of them, the ones that count against the version: failed, or slower than the limit. */
  readonly bad: number;
}

/** Both versions in one interval, in which the share of the new version may differ from the other intervals'. */
export interface Interval {
  readonly newVersion: VersionCounts;
  readonly oldVersion: VersionCounts;
}

/**
 * How many times worse the new version might be: the alternatives that the evidence is averaged over. The largest are for
 * a version that fails at once, of which a quiet service sees only a few answers.
 */
export const REGRESSION_MULTIPLES: readonly number[] = [1.5, 2, 3, 5, 10, 30, 100, 300, 1000];

/**
 * Natural logarithm of the likelihood ratio of "the new version is `multiple` times as bad" against "it is as bad as the
 * old one", for one interval.
 *
 * Given how many answers were bad in all, each of them came from the new version with the probability of its share of the
 * invocations if nothing changed, and with a larger one if it is worse. Neither needs the rate itself.
 */
export function logLikelihoodRatio({ newVersion, oldVersion }: Interval, multiple: number): number {
  // With one version alone there is nothing to compare.
  if (newVersion.invocations <= 0 || oldVersion.invocations <= 0) return 0;
  const bad = newVersion.bad + oldVersion.bad;
  const share = newVersion.invocations / (newVersion.invocations + oldVersion.invocations);
  // If it is worse, the share of the new version among the bad ones is multiple * share / (1 + (multiple - 1) * share).
  return newVersion.bad * log(multiple) - bad * log1p((multiple - 1) * share);
}

/** Natural logarithm of the weighted sum of `exp(value)`, without overflow. */
function logSumExp(terms: readonly { readonly value: number; readonly weight: number }[]): number {
  const largest = max(...terms.map(({ value }) => value));
  return largest + log(terms.reduce((total, { value, weight }) => total + weight * exp(value - largest), 0));
}

/**
 * Natural logarithm of the e-value against "the new version is no worse than the old one", over all intervals so far.
 * 0 is no evidence; above `log(1 / alpha)` the hypothesis may be rejected at any look, however many looks there were, with
 * a chance of at most `alpha` to reject wrongly.
 *
 * The share is that of the invocations that were seen, not the alias's weight: with it the expectation of each interval's
 * ratio is at most one as well (drawing without replacement; W. Hoeffding, 1963, theorem 4).
 *
 * Source: M. Lindon, A. Malek, "Anytime-Valid Inference For Multinomial Count Data", arXiv 2011.03567; M. Lindon,
 * C. Sanden, V. Shirikian, "Rapid Regression Detection in Software Deployments through Sequential Testing", arXiv 2205.14762.
 */
export function logEvidence(intervals: readonly Interval[]): number {
  // Without bad answers no interval says anything, whatever the multiple.
  const telling = intervals.filter(({ newVersion, oldVersion }) => newVersion.bad > 0 || oldVersion.bad > 0);
  if (telling.length === 0) return 0;
  return logSumExp(
    REGRESSION_MULTIPLES.map((multiple) => ({
      value: telling.reduce((total, interval) => total + logLikelihoodRatio(interval, multiple), 0),
      weight: 1 / REGRESSION_MULTIPLES.length,
    })),
  );
}

/**
 * The part of alpha that is for errors; the rest is for slow answers. Errors get most of it because they are rarer: what
 * slowness loses by it is worth about one more slow answer of the new version.
 */
export const ALPHA_SHARE_OF_ERRORS = 0.9;

/**
 * Natural logarithm of the weighted mean of both e-values, which is an e-value again whatever the two have to do with each
 * other (a timeout is an error and slow): so one threshold, `log(1 / alpha)`, holds for both together.
 */
export function combinedLogEvidence(errors: number, slowness: number): number {
  return logSumExp([
    { value: errors, weight: ALPHA_SHARE_OF_ERRORS },
    { value: slowness, weight: 1 - ALPHA_SHARE_OF_ERRORS },
  ]);
}
