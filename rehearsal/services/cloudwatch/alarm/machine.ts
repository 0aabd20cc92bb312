import type { StateValue } from '@aws-sdk/client-cloudwatch';

export type TreatMissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface EvaluationRule {
  /** Whether one value violates the threshold. */
  breaches(value: number): boolean;
  /** N: how many data points are evaluated. */
  readonly evaluationPeriods: number;
  /** M: how many of them must be breaching. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
}

export interface Verdict {
  readonly state: StateValue;
  /** Indexes into the points that decided, the oldest first. */
  readonly evaluated: readonly number[];
  /** Missing data points that were filled in. */
  readonly filled: number;
}

/**
 * AWS retrieves more data points than it evaluates and does not say how many; its one example takes 5 for N = 3.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export const EXTRA_DATAPOINTS = 2;

/**
 * The state that data points give: real ones win over missing ones wherever they are in the evaluation range, and missing
 * ones are filled in only where fewer than N are real. Follows the tables of
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param points the evaluation range, the oldest first; undefined where data is missing
 * @param current kept where the documentation says "retain current state"
 */
export function evaluatePoints(
  points: readonly (number | undefined)[],
  rule: EvaluationRule,
  current: StateValue,
): Verdict {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const real = points.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
  const used = real.slice(-evaluationPeriods);
  const breaching = used.filter(({ value }) => rule.breaches(value));
  const missing = evaluationPeriods - used.length;
  const verdict = (state: StateValue, filled = 0): Verdict => ({
    state,
    evaluated: used.map(({ index }) => index),
    filled,
  });
  if (missing === 0) return verdict(breaching.length >= datapointsToAlarm ? 'ALARM' : 'OK');
  if (treatMissingData === 'breaching')
    return verdict(breaching.length + missing >= datapointsToAlarm ? 'ALARM' : 'OK', missing);
  if (treatMissingData === 'notBreaching')
    return verdict(breaching.length >= datapointsToAlarm ? 'ALARM' : 'OK', missing);
  if (breaching.length >= datapointsToAlarm) return verdict('ALARM');
  if (breaching.length < used.length) return verdict('OK');
  if (treatMissingData === 'ignore') return verdict(current, missing);
  return verdict(breachedLongAgo(breaching, points.length, rule) ? 'ALARM' : 'INSUFFICIENT_DATA', missing);
}

/**
 * With nothing but breaching and missing data, the alarm waits until M periods have gone by since the oldest breaching
 * data point among the last N: see "Avoiding premature transitions to alarm state" on the same page.
 */
function breachedLongAgo(breaching: readonly { index: number }[], length: number, rule: EvaluationRule): boolean {
  const oldest = breaching.find(({ index }) => index >= length - rule.evaluationPeriods);
  return oldest !== undefined && length - oldest.index >= rule.datapointsToAlarm;
}

/** `GreaterThanThreshold` and its like as a function; undefined for the operators of anomaly detection. */
export function comparison(operator: string, threshold: number): ((value: number) => boolean) | undefined {
  switch (operator) {
    case 'GreaterThanOrEqualToThreshold':
      return (value) => value >= threshold;
    case 'GreaterThanThreshold':
      return (value) => value > threshold;
    case 'LessThanThreshold':
      return (value) => value < threshold;
    case 'LessThanOrEqualToThreshold':
      return (value) => value <= threshold;
    default:
      return undefined;
  }
}

/**
 * Whether a percentile has too few samples to mean something.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
 * @param percent such as 99 for p99
 */
export function tooFewSamples(percent: number, samples: number): boolean {
  const share = percent / 100;
  return samples < (share >= 0.5 ? 10 / (1 - share) : 10 / share);
}
