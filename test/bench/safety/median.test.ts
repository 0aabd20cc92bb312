import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../bench/safety/random.ts';
import { medianEstimate } from '../../../bench/safety/statistics/median.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => count - index);

describe('a median with an interval by rank', () => {
  // The ranks of the usual tables for 95 %: n = 6 -> 1 and 6; 10 -> 2 and 9; 20 -> 6 and 15; 100 -> 40 and 61.
  test.each([
    { count: 6, low: 1, high: 6 },
    { count: 10, low: 2, high: 9 },
    { count: 20, low: 6, high: 15 },
    { count: 100, low: 40, high: 61 },
  ])('of $count values', ({ count, low, high }) => {
    const estimate = medianEstimate(upTo(count));
    expect(estimate).toMatchObject({ value: (count + 1) / 2, low, high });
    expect(estimate?.confidence).toBeGreaterThanOrEqual(0.95);
  });

  test('of too few values is all of them, and says how much that is worth', () => {
    expect(medianEstimate([30, 10, 20])).toEqual({ value: 20, low: 10, high: 30, confidence: 0.75 });
    expect(medianEstimate([7])).toEqual({ value: 7, low: 7, high: 7, confidence: 0 });
  });

  test('of no values is none', () => {
    expect(medianEstimate([])).toBeUndefined();
  });

  test('holds the true median at least 95 times of 100, whatever the distribution', () => {
    const random = seededRandom(4);
    const samples = 4_000;
    let held = 0;
    for (let sample = 0; sample < samples; sample++) {
      const estimate = medianEstimate(Array.from({ length: 15 }, () => -Math.log(1 - random())));
      if (estimate !== undefined && estimate.low <= Math.LN2 && Math.LN2 <= estimate.high) held++;
    }
    expect(held / samples).toBeGreaterThan(0.95);
  });
});
