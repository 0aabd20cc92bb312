import type { ShiftConfiguration } from '../../stage-configuration.ts';
import { type Alignment, seenMinutes, shareByMinute } from './bake.ts';
import { alarmProbability, type DatapointsToAlarm } from './datapoints.ts';
import { looksAt } from './looks.ts';
import { breachProbability, type MinuteLimit } from './minute-breach.ts';
import { remembered } from './remembered.ts';
import { simulatedRejections } from './sequential-simulation.ts';
import { rejectionProbability } from './sequential-test.ts';

/** How something that watches a bake decides that the new version is bad. */
export type DetectionRule =
  /** An alarm on one-minute datapoints of the new version. */
  | { readonly kind: 'alarm'; readonly limit: MinuteLimit; readonly datapoints: DatapointsToAlarm }
  /** The sequential test against the old version, looking every `lookSeconds`; rejects good releases at most `alpha`. */
  | { readonly kind: 'sequential'; readonly alpha: number; readonly lookSeconds: number };

/** The traffic of one function while its new version bakes. */
export interface BakeTraffic {
  readonly shift: ShiftConfiguration;
  /** Of both versions together. */
  readonly requestsPerSecond: number;
  /** Probability that an answer of each version is bad, 0 to 1. */
  readonly newBadShare: number;
  readonly oldBadShare: number;
}

/** With more bad answers than this in the whole bake the sequential test is simulated: that takes the same time at any number. */
const MOST_BAD_COMPUTED = 150;

/** Probability that the rule fires during the bake. */
export const firingProbability = remembered(compute);

function compute(rule: DetectionRule, traffic: BakeTraffic, alignment: Alignment): number {
  const shares = shareByMinute(traffic.shift);
  const periodMinutes = rule.kind === 'alarm' ? 1 : rule.lookSeconds / 60;
  const seen = shares.slice(0, Math.floor(seenMinutes(shares.length, alignment, periodMinutes)));
  const { requestsPerSecond, newBadShare, oldBadShare } = traffic;
  if (rule.kind === 'alarm') {
    // A linear shift has few different shares in many minutes.
    const breach = new Map<number, number>();
    for (const share of new Set(seen)) {
      breach.set(share, breachProbability(rule.limit, requestsPerSecond * 60 * share, newBadShare));
    }
    return alarmProbability(
      rule.datapoints,
      seen.map((share) => breach.get(share) ?? 0),
    );
  }
  const looks = looksAt(seen, rule.lookSeconds);
  const rates = { newPerSecond: requestsPerSecond * newBadShare, oldPerSecond: requestsPerSecond * oldBadShare };
  const bad = seen.reduce(
    (total, share) => total + 60 * (share * rates.newPerSecond + (1 - share) * rates.oldPerSecond),
    0,
  );
  const isComputed = bad <= MOST_BAD_COMPUTED && new Set(seen).size <= 1;
  return (isComputed ? rejectionProbability : simulatedRejections)(looks, rates, rule.alpha);
}

/** Chance to notice a bad version from which on it counts as seen. */
export const DETECTION_CHANCE = 0.95;
/** The smallest regression is searched to this part of itself. */
const PRECISION = 0.01;

/**
 * The smallest probability of a bad answer of the new version that the rule notices during the bake with
 * `DETECTION_CHANCE`, above the old version's; undefined where it would not notice a version that always fails.
 */
export function smallestDetected(rule: DetectionRule, traffic: Omit<BakeTraffic, 'newBadShare'>): number | undefined {
  const isSeen = (newBadShare: number) =>
    firingProbability(rule, { ...traffic, newBadShare }, 'worst') >= DETECTION_CHANCE;
  if (!isSeen(1)) return undefined;
  let [unseen, seen] = [Math.max(traffic.oldBadShare, 1e-6), 1];
  if (isSeen(unseen)) return unseen;
  while (seen / unseen > 1 + PRECISION) {
    const middle = Math.sqrt(seen * unseen);
    if (isSeen(middle)) seen = middle;
    else unseen = middle;
  }
  return seen;
}
