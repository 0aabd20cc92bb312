import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../bench/safety/random.ts';
import { proportion } from '../../../bench/safety/statistics/proportion.ts';

describe("a proportion with Wilson's interval", () => {
  // R: prop.test(x, n, correct = FALSE)$conf.int, or binom::binom.wilson
  test.each([
    { successes: 0, trials: 10, low: 0, high: 0.2775 },
    { successes: 10, trials: 10, low: 0.7225, high: 1 },
    { successes: 1, trials: 2, low: 0.0945, high: 0.9055 },
    { successes: 81, trials: 263, low: 0.2553, high: 0.3662 },
  ])('$successes of $trials', ({ successes, trials, low, high }) => {
    const estimate = proportion(successes, trials);
    expect(estimate.value).toBe(successes / trials);
    expect(estimate.low).toBeCloseTo(low, 4);
    expect(estimate.high).toBeCloseTo(high, 4);
  });

  test('holds the true share about 95 times of 100', () => {
    const random = seededRandom(3);
    const samples = 4_000;
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      let successes = 0;
      for (let trial = 0; trial < 60; trial++) if (random() < 0.3) successes++;
      const { low, high } = proportion(successes, 60);
      if (low <= 0.3 && 0.3 <= high) held++;
    }
    expect(held / samples).toBeGreaterThan(0.93);
    expect(held / samples).toBeLessThan(0.97);
  });

  test.each([
    [0, 0],
    [3, 2],
    [-1, 2],
  ])('%i of %i is none', (successes, trials) => {
    expect(() => proportion(successes, trials)).toThrow(RangeError);
  });
});
