/** How often each value was seen; what was only reported as a statistic set is in `sets`. */
export interface Distribution {
  /** Count by value. */
  readonly values: Map<number, number>;
  readonly sets: StatisticSet[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_StatisticSet.html */
export interface StatisticSet {
  readonly sampleCount: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export const emptyDistribution = (): Distribution => ({ values: new Map(), sets: [] });

export function addValue(distribution: Distribution, value: number, count: number): void {
  distribution.values.set(value, (distribution.values.get(value) ?? 0) + count);
}

/** The basic statistics; undefined when there is no sample. */
export function summarize({ values, sets }: Distribution): StatisticSet | undefined {
  if (values.size === 0 && sets.length === 0) return undefined;
  let sampleCount = 0;
  let sum = 0;
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (const [value, count] of values) {
    sampleCount += count;
    sum += value * count;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  for (const set of sets) {
    sampleCount += set.sampleCount;
    sum += set.sum;
    minimum = Math.min(minimum, set.minimum);
    maximum = Math.max(maximum, set.maximum);
  }
  return { sampleCount, sum, minimum, maximum };
}

/**
 * The samples in ascending order, with how many there are of each. Undefined where CloudWatch has no such statistics:
 * for a statistic set of different values, and when a value is negative.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function ranked({ values, sets }: Distribution): [value: number, count: number][] | undefined {
  const all = new Map(values);
  for (const { sampleCount, minimum, maximum } of sets) {
    if (minimum !== maximum) return undefined;
    all.set(minimum, (all.get(minimum) ?? 0) + sampleCount);
  }
  const ascending = [...all].sort(([a], [b]) => a - b);
  const lowest = ascending[0];
  return lowest === undefined || lowest[0] < 0 ? undefined : ascending;
}
