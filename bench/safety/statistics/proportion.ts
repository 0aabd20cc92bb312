/** A figure with the ends of its confidence interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Of the two-sided 95 % interval. */
const Z = 1.959963984540054;

/**
 * A proportion with Wilson's 95 % interval, which keeps inside 0 and 1 and is of use for few trials and for none or all
 * of them being successes.
 * E. B. Wilson: Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927)
 * @throws RangeError without a trial
 */
export function proportion(successes: number, trials: number): Estimate {
  if (trials <= 0 || successes < 0 || successes > trials)
    throw new RangeError(`There is no proportion of ${successes} in ${trials}`);
  const value = successes / trials;
  const shrink = 1 + Z ** 2 / trials;
  const middle = (value + Z ** 2 / (2 * trials)) / shrink;
  const half = (Z / shrink) * Math.sqrt((value * (1 - value)) / trials + Z ** 2 / (4 * trials ** 2));
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    value,
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === trials ? 1 : Math.min(1, middle + half),
  };
}
