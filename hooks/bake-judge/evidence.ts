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

/** How many times worse the new version might be: the alternatives that the evidence is averaged over. */
export const REGRESSION_MULTIPLES: readonly number[] = [1.5, 2, 3, 5, 10, 30, 100];

/**
 * Natural logarithm of the likelihood ratio of "the new version is `multiple` times as bad" against "it is as bad as the
 * old one", for one interval.
 *
 * Given how many answers were bad in all, each of them came from the new version with the probability of its share of the
 * invocations if nothing changed, and with a larger one if it is worse. Neither needs the rate itself.
 */
function logLikelihoodRatio({ newVersion, oldVersion }: Interval, multiple: number): number {
  const total = newVersion.invocations + oldVersion.invocations;
  // With one version alone there is nothing to compare.
  if (newVersion.invocations <= 0 || oldVersion.invocations <= 0) return 0;
  const share = newVersion.invocations / total;
  const shareIfWorse = (multiple * share) / (multiple * share + 1 - share);
  return newVersion.bad * Math.log(shareIfWorse / share) + oldVersion.bad * Math.log((1 - shareIfWorse) / (1 - share));
}

/** log(mean(exp(values))) without overflow. */
function logMeanExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  const sum = values.reduce((total, value) => total + Math.exp(value - largest), 0);
  return largest + Math.log(sum / values.length);
}

/**
 * Natural logarithm of the e-value against "the new version is no worse than the old one", over all intervals so far.
 * 0 is no evidence; above `log(1 / alpha)` the hypothesis may be rejected at any look, however many looks there were, with
 * a chance of at most `alpha` to reject wrongly.
 *
 * Source: M. Lindon, A. Malek, "Anytime-Valid Inference For Multinomial Count Data", arXiv 2011.03567; M. Lindon,
 * C. Sanden, V. Shirikian, "Rapid Regression Detection in Software Deployments through Sequential Testing", arXiv 2205.14762.
 */
export function logEvidence(intervals: readonly Interval[]): number {
  return logMeanExp(
    REGRESSION_MULTIPLES.map((multiple) =>
      intervals.reduce((total, interval) => total + logLikelihoodRatio(interval, multiple), 0),
    ),
  );
}
