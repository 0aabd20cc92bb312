import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { breachProbability, type MinuteLimit } from '../../../../app/release/detection/minute-breach.ts';
import { atMost, poisson } from '../../../../app/release/detection/poisson.ts';

/** n over k. */
const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);

/** The same probability by another way: how many invocations there are, and of each number how many are bad. */
function byInvocations(percent: number, minimumRequests: number, mean: number, badShare: number): number {
  let total = 0;
  let ofCount = Math.exp(-mean);
  for (let n = 0; n < 100; n++) {
    for (let bad = 0; bad <= n; bad++) {
      if (n < minimumRequests || !((100 * bad) / n > percent)) continue;
      total += ofCount * choose(n, bad) * badShare ** bad * (1 - badShare) ** (n - bad);
    }
    ofCount *= mean / (n + 1);
  }
  return total;
}

describe('a Poisson count', () => {
  test('of 3 on average', () => {
    const counts = poisson(3);
    expect(atMost(counts, 0)).toBeCloseTo(Math.exp(-3), 12);
    expect(atMost(counts, 2)).toBeCloseTo(8.5 * Math.exp(-3), 12);
    expect(atMost(counts, 1_000)).toBeCloseTo(1, 12);
  });

  test('of none is none', () => {
    expect(poisson(0)).toEqual({ first: 0, probabilities: [1], cumulative: [1] });
  });

  test('of a million on average keeps mean and variance, and does not list what cannot happen', () => {
    const { first, probabilities } = poisson(1e6);
    const mean = probabilities.reduce((sum, probability, index) => sum + probability * (first + index), 0);
    const variance = probabilities.reduce((sum, p, index) => sum + p * (first + index - 1e6) ** 2, 0);
    expect(mean).toBeCloseTo(1e6, 3);
    expect(variance / 1e6).toBeCloseTo(1, 6);
    expect(probabilities.length).toBeLessThan(20_000);
  });
});

describe('a minute over the limit', () => {
  test('more than no error: the chance that there is one', () => {
    expect(breachProbability({ kind: 'count', count: 0 }, 60, 0.01)).toBeCloseTo(1 - Math.exp(-0.6), 12);
  });

  test.each([
    [5, 0, 6, 0.05],
    [5, 10, 15, 0.001],
    [5, 10, 15, 0.2],
    [10, 20, 25, 0.1],
    [1, 10, 30, 0.01],
    [50, 1, 4, 0.5],
    [100, 1, 4, 0.5],
  ])('rate above %d %%, %d requests or more, %d on average, of which %d are bad', (percent, minimum, mean, bad) => {
    const limit: MinuteLimit = { kind: 'rate', percent, minimumRequests: minimum };
    expect(breachProbability(limit, mean, bad)).toBeCloseTo(byInvocations(percent, minimum, mean, bad), 10);
  });

  test('a rate that equals the limit is not above it', () => {
    // With 20 invocations 1 bad one is 5 %: alone, it is above 5 % only in a minute of fewer.
    const limit: MinuteLimit = { kind: 'rate', percent: 5, minimumRequests: 20 };
    expect(breachProbability(limit, 20, 0.05)).toBeCloseTo(byInvocations(5, 20, 20, 0.05), 10);
    expect(breachProbability({ ...limit, percent: 4.999 }, 20, 0.05)).toBeGreaterThan(
      breachProbability(limit, 20, 0.05) + 0.01,
    );
  });

  test('is more likely the more are bad, and less likely the higher the limit', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        number(0.1, 500),
        number(0, 1),
        number(0, 1),
        number(0.1, 99),
        number(0, 50),
        (mean, a, b, t, more) => {
          const limit: MinuteLimit = { kind: 'rate', percent: t, minimumRequests: 10 };
          const [low, high] = [Math.min(a, b), Math.max(a, b)];
          const probability = breachProbability(limit, mean, low);
          expect(probability).toBeLessThanOrEqual(breachProbability(limit, mean, high) + 1e-12);
          expect(probability + 1e-12).toBeGreaterThanOrEqual(
            breachProbability({ ...limit, percent: Math.min(100, t + more) }, mean, low),
          );
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });
});
