import { describe, expect, test } from '@jest/globals';
import { looksAt } from '../../../../app/release/detection/looks.ts';
import { simulatedRejections } from '../../../../app/release/detection/sequential-simulation.ts';
import { rejectionProbability } from '../../../../app/release/detection/sequential-test.ts';

const ALPHA = 0.01;
const fiveMinutes = [0.1, 0.1, 0.1, 0.1, 0.1];

describe('the computed and the simulated chance agree', () => {
  test.each([
    ['a good release', 60, 0.1, 0.1],
    ['twice as bad', 60, 0.5, 0.25],
    ['five times as bad', 10, 0.5, 0.1],
    ['fifty times as bad, old one almost faultless', 60, 0.3, 0.006],
    ['twice as bad, many answers', 60, 2, 1],
  ])('%s', (_what, lookSeconds, newPerSecond, oldPerSecond) => {
    const looks = looksAt(fiveMinutes, lookSeconds);
    const rates = { newPerSecond, oldPerSecond };
    const computed = rejectionProbability(looks, rates, ALPHA);
    const standardError = Math.sqrt((computed * (1 - computed)) / 2_000);
    const difference = Math.abs(computed - simulatedRejections(looks, rates, ALPHA));
    expect(difference).toBeLessThanOrEqual(3 * standardError + 0.002);
  });

  test('the cases are not all at an end of the scale', () => {
    const chance = rejectionProbability(looksAt(fiveMinutes, 60), { newPerSecond: 0.5, oldPerSecond: 0.25 }, ALPHA);
    expect(chance).toBeGreaterThan(0.1);
    expect(chance).toBeLessThan(0.99);
  });
});

describe('a good release is taken back at most as often as alpha says', () => {
  test.each([0.001, 0.05, 0.5])('%d bad answers a second, looking every 10 s for half an hour', (perSecond) => {
    const looks = looksAt(new Array(30).fill(0.1), 10);
    const rates = { newPerSecond: perSecond, oldPerSecond: perSecond };
    expect(rejectionProbability(looks, rates, ALPHA)).toBeLessThanOrEqual(ALPHA);
    expect(rejectionProbability(looks, rates, 0.2)).toBeLessThanOrEqual(0.2);
  });

  test('also with many answers', () => {
    const looks = looksAt(new Array(30).fill(0.1), 10);
    const good = simulatedRejections(looks, { newPerSecond: 200, oldPerSecond: 200 }, 0.2);
    expect(good).toBeLessThanOrEqual(0.2);
    expect(simulatedRejections(looks, { newPerSecond: 300, oldPerSecond: 200 }, 0.2)).toBeGreaterThan(0.99);
  });

  test('also over a linear shift', () => {
    const looks = looksAt([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], 60);
    const good = simulatedRejections(looks, { newPerSecond: 0.5, oldPerSecond: 0.5 }, 0.1);
    expect(good).toBeGreaterThan(0);
    expect(good).toBeLessThanOrEqual(0.1);
    expect(simulatedRejections(looks, { newPerSecond: 2.5, oldPerSecond: 0.5 }, 0.1)).toBeGreaterThan(0.99);
  });
});

describe('the looks', () => {
  test('are as long as they are told, and end where the share changes', () => {
    expect(looksAt([0.1, 0.1, 0.2], 60)).toEqual([
      { seconds: 60, share: 0.1 },
      { seconds: 60, share: 0.1 },
      { seconds: 60, share: 0.2 },
    ]);
    expect(looksAt(fiveMinutes, 10)).toHaveLength(30);
    expect(looksAt([], 10)).toEqual([]);
  });

  test('of a long bake are merged, and nothing of it is lost', () => {
    const looks = looksAt(new Array(2_000).fill(0.5), 60);
    expect(looks.length).toBeLessThanOrEqual(30);
    expect(looks.reduce((total, { seconds }) => total + seconds, 0)).toBe(2_000 * 60);
  });
});

test('the same question gets the same answer', () => {
  const looks = looksAt(fiveMinutes, 60);
  const rates = { newPerSecond: 0.3, oldPerSecond: 0.1 };
  expect(simulatedRejections(looks, rates, ALPHA)).toBe(simulatedRejections(looks, rates, ALPHA));
});
