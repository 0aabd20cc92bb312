import type { Minute } from '../../../hooks/bake-judge/decide.ts';

// Taken out once: jest looks every global up in the test's own realm, which makes up most of a simulation's time.
const { log, floor, imul } = Math;

/** Uniform random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Successes among `trials`, exactly: the gaps between successes are geometric. */
function binomial(random: () => number, trials: number, probability: number): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability > 0.5) return trials - binomial(random, trials, 1 - probability);
  const logFailure = log(1 - probability);
  let successes = 0;
  for (let position = 0; ; successes++) {
    position += floor(log(1 - random()) / logFailure) + 1;
    if (position > trials) return successes;
  }
}

/** Requests in a time in which `mean` are expected. */
function poisson(random: () => number, mean: number): number {
  for (let count = 0, waited = 0; ; count++) {
    waited -= log(1 - random());
    if (waited > mean) return count;
  }
}

/** Shares of bad answers of one version. */
export interface Quality {
  readonly errors: number;
  readonly slow: number;
}

export interface SimulatedBake {
  readonly requestsPerSecond: number;
  readonly minutes: number;
  readonly secondsBetweenLooks: number;
  /** Share of the new version in a minute, from 0 on. */
  readonly weight: (minute: number) => number;
  readonly newVersion: Quality;
  readonly oldVersion: Quality;
}

/**
 * Lets the traffic of a bake pass, and looks at what CloudWatch would hold: whole minutes, and the one under way.
 *
 * @returns the first look (in seconds) at which `stops` says so; undefined when the bake goes through
 */
export function runBake(
  bake: SimulatedBake,
  random: () => number,
  stops: (minutes: readonly Minute[]) => boolean,
): number | undefined {
  const minutes: Minute[] = [];
  const answers = (invocations: number, quality: Quality) => ({
    invocations,
    errors: binomial(random, invocations, quality.errors),
    slow: binomial(random, invocations, quality.slow),
  });
  const nothing = { invocations: 0, errors: 0, slow: 0 };
  const add = (one: typeof nothing, other: typeof nothing) => ({
    invocations: one.invocations + other.invocations,
    errors: one.errors + other.errors,
    slow: one.slow + other.slow,
  });
  for (let seconds = 0; seconds < bake.minutes * 60; seconds += bake.secondsBetweenLooks) {
    const minute = floor(seconds / 60);
    const requests = poisson(random, bake.requestsPerSecond * bake.secondsBetweenLooks);
    const shifted = binomial(random, requests, bake.weight(minute));
    const before = minutes[minute] ?? { newVersion: nothing, oldVersion: nothing };
    minutes[minute] = {
      newVersion: add(before.newVersion, answers(shifted, bake.newVersion)),
      oldVersion: add(before.oldVersion, answers(requests - shifted, bake.oldVersion)),
    };
    if (stops(minutes)) return seconds + bake.secondsBetweenLooks;
  }
  return undefined;
}
