import { atMost, poisson } from './poisson.ts';

// Taken out once: a simulation asks for them millions of times, and test runners look globals up slowly.
const { max, floor } = Math;

/** When a minute of the new version is over an alarm's limit. */
export type MinuteLimit =
  /** More than `percent` of the invocations are bad, in a minute with at least `minimumRequests` invocations. */
  | { readonly kind: 'rate'; readonly percent: number; readonly minimumRequests: number }
  /** More than `count` invocations are bad. */
  | { readonly kind: 'count'; readonly count: number };

/** The most good invocations beside which `bad` ones are over the limit; -1 where no number is. */
function mostGood(bad: number, percent: number): number {
  // What the alarm's own expression says, so that a rate that equals the limit is on the alarm's side of it.
  const isOver = (good: number) => (100 * bad) / (bad + good) > percent;
  let good = floor((bad * (100 - percent)) / percent) + 1;
  while (good >= 0 && !isOver(good)) good--;
  return good;
}

/**
 * Probability that one minute is over the limit.
 *
 * Requests come at random, and each is bad by itself with the same probability: the bad and the good ones of a minute
 * are two independent Poisson counts. The sum over both is exact.
 * @param requests how many invocations the new version has in the minute, on average
 * @param badShare probability that one of them is bad, 0 to 1
 */
export function breachProbability(limit: MinuteLimit, requests: number, badShare: number): number {
  const bad = poisson(requests * badShare);
  if (limit.kind === 'count') return max(0, 1 - atMost(bad, limit.count));
  const good = poisson(requests * (1 - badShare));
  return bad.probabilities.reduce((total, probability, index) => {
    const count = bad.first + index;
    const upper = atMost(good, mostGood(count, limit.percent));
    const lower = atMost(good, limit.minimumRequests - count - 1);
    return total + probability * max(0, upper - lower);
  }, 0);
}
