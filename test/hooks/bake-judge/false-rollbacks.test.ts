import { describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../../hooks/bake-judge/decide.ts';
import { runBake, type SimulatedBake, seededRandom } from './simulated-bake.ts';

const ALPHA = 0.01;
const BAKES = 2_000;
const stops = (minutes: Parameters<typeof evidenceOf>[0]) => evidenceOf(minutes).combined >= Math.log(1 / ALPHA);

/** Share of bakes of a version that is as good as the old one which are taken back all the same. */
function falseRollbackRate(bake: (index: number) => SimulatedBake, seed: number): number {
  const random = seededRandom(seed);
  let stopped = 0;
  for (let index = 0; index < BAKES; index++) if (runBake(bake(index), random, stops) !== undefined) stopped++;
  return stopped / BAKES;
}

/** Takes one after the other. */
const pick = <T>(values: readonly [T, ...T[]], index: number): T => values[index % values.length] ?? values[0];

describe('2,000 bakes of a version that is no worse', () => {
  test('of every kind are taken back less often than alpha', () => {
    const rate = falseRollbackRate((index) => {
      const quality = {
        errors: pick([0.0001, 0.001, 0.01, 0.05, 0.3], index),
        slow: pick([0.5, 0.1, 0.01, 0.001], index),
      };
      const percent = pick([1, 5, 10, 25, 50], Math.floor(index / 7));
      const isLinear = index % 3 === 0;
      return {
        requestsPerSecond: pick([0.1, 0.5, 2, 5, 20], Math.floor(index / 5)),
        minutes: 5,
        secondsBetweenLooks: pick([3, 5, 10, 30, 60], Math.floor(index / 3)),
        weight: (minute) => (isLinear ? Math.min(1, ((minute + 1) * 10) / 100) : percent / 100),
        newVersion: quality,
        oldVersion: quality,
      };
    }, 1);
    expect(rate).toBeLessThan(ALPHA);
  });

  // The hardest cases that were found: half of the traffic, and a bad answer now and then.
  test.each([
    { requestsPerSecond: 10, weight: 0.5, bad: 0.01, secondsBetweenLooks: 10 },
    { requestsPerSecond: 10, weight: 0.1, bad: 0.01, secondsBetweenLooks: 10 },
    { requestsPerSecond: 1, weight: 0.5, bad: 0.1, secondsBetweenLooks: 5 },
  ])('with $requestsPerSecond requests/s, a weight of $weight, $bad bad, a look every $secondsBetweenLooks s', (one) => {
    const quality = { errors: one.bad, slow: one.bad };
    const bake = { ...one, minutes: 5, weight: () => one.weight, newVersion: quality, oldVersion: quality };
    expect(falseRollbackRate(() => bake, 2)).toBeLessThan(ALPHA);
  });

  test('are all taken back by a judge that looks at the errors alone, so that the test can fail', () => {
    const bake: SimulatedBake = {
      requestsPerSecond: 10,
      minutes: 5,
      secondsBetweenLooks: 10,
      weight: () => 0.1,
      newVersion: { errors: 0.01, slow: 0 },
      oldVersion: { errors: 0.01, slow: 0 },
    };
    const random = seededRandom(3);
    const naive = Array.from({ length: 200 }, () =>
      runBake(bake, random, (minutes) => minutes.some(({ newVersion }) => newVersion.errors > 0)),
    );
    expect(naive.filter((at) => at !== undefined).length).toBeGreaterThan(180);
  });
});
