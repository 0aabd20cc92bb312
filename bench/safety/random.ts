/** Uniform random numbers in [0, 1), the same for the same seed (mulberry32). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How many requests come in a time in which `mean` are expected: arrivals that know nothing of each other (Poisson). */
export function arrivals(random: Random, mean: number): number {
  for (let count = 0, waited = 0; ; count++) {
    waited -= Math.log(1 - random());
    if (waited > mean) return count;
  }
}
