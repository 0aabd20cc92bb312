/** How many of the last datapoints have to be over the limit for an alarm to fire. */
export interface DatapointsToAlarm {
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

/** Bits of `mask` that are set. */
function bitCount(mask: number): number {
  let count = 0;
  for (let rest = mask; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

/**
 * Probability that an alarm fires at least once over datapoints of which each is over the limit with its own
 * probability, independently. Datapoints before the first are missing, and missing ones are not breaching.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export function alarmProbability(
  { evaluationPeriods, datapointsToAlarm }: DatapointsToAlarm,
  breachProbabilities: readonly number[],
): number {
  // State: which of the last datapoints were over the limit, as bits; an alarm that has fired leaves the states.
  const states = 2 ** evaluationPeriods;
  let quiet: number[] = Array.from({ length: states }, (_, mask) => (mask === 0 ? 1 : 0));
  let fired = 0;
  for (const probability of breachProbabilities) {
    const next: number[] = Array.from({ length: states }, () => 0);
    quiet.forEach((chance, mask) => {
      for (const bit of [0, 1]) {
        const reached = chance * (bit === 1 ? probability : 1 - probability);
        const window = ((mask << 1) | bit) & (states - 1);
        if (bitCount(window) >= datapointsToAlarm) fired += reached;
        else next[window] = (next[window] ?? 0) + reached;
      }
    });
    quiet = next;
  }
  return fired;
}
