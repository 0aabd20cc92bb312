import { logLikelihoodRatio, REGRESSION_MULTIPLES } from '../../../hooks/bake-judge/evidence.ts';
import type { Look } from './looks.ts';
import { type CountDistribution, poisson } from './poisson.ts';
import type { BadRates } from './sequential-test.ts';

/** A chance of 95 % is then known to half a percent. */
const REPETITIONS = 2_000;
const SEED = 20_220_514;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The count whose cumulative probability is the first to reach `level`. */
function quantile({ first, cumulative }: CountDistribution, level: number): number {
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) < level) low = middle + 1;
    else high = middle;
  }
  return first + low;
}

/** What one bad answer of a version adds to the logarithm of each multiple's likelihood ratio. */
function weightsOf(share: number, newBad: number, oldBad: number): number[] {
  const interval = {
    newVersion: { invocations: share, bad: newBad },
    oldVersion: { invocations: 1 - share, bad: oldBad },
  };
  return REGRESSION_MULTIPLES.map((multiple) => logLikelihoodRatio(interval, multiple));
}

/**
 * Share of simulated bakes in which the sequential test rejects at one of the looks. Unlike `rejectionProbability` it
 * takes looks of different shares, as a linear shift has them, and any number of bad answers. The same arguments give the same answer, and the same
 * random numbers are used at every rate, so that a higher rate is not less often seen by chance.
 */
export function simulatedRejections(looks: readonly Look[], rates: BadRates, alpha: number): number {
  const prepared = looks.map(({ share, seconds }) => ({
    ofNew: poisson(rates.newPerSecond * share * seconds),
    ofOld: poisson(rates.oldPerSecond * (1 - share) * seconds),
    newWeights: weightsOf(share, 1, 0),
    oldWeights: weightsOf(share, 0, 1),
  }));
  const needed = REGRESSION_MULTIPLES.length / alpha;
  let rejected = 0;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const random = seededRandom(SEED + repetition);
    const logRatios: number[] = REGRESSION_MULTIPLES.map(() => 0);
    for (const { ofNew, ofOld, newWeights, oldWeights } of prepared) {
      const newBad = quantile(ofNew, random());
      const oldBad = quantile(ofOld, random());
      let sum = 0;
      for (let index = 0; index < logRatios.length; index++) {
        const added = newBad * (newWeights[index] ?? 0) + oldBad * (oldWeights[index] ?? 0);
        const logRatio = (logRatios[index] ?? 0) + added;
        logRatios[index] = logRatio;
        sum += Math.exp(logRatio);
      }
      if (sum >= needed) {
        rejected++;
        break;
      }
    }
  }
  return rejected / REPETITIONS;
}
