import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seenMinutes, shareByMinute } from '../../../../app/release/detection/bake.ts';
import {
  type BakeTraffic,
  type DetectionRule,
  firingProbability,
  smallestDetected,
} from '../../../../app/release/detection/detector.ts';
import type { ShiftConfiguration } from '../../../../app/stage-configuration.ts';

const canary: ShiftConfiguration = { kind: 'canary', percent: 10, minutes: 5 };
const twoOfTwo = { evaluationPeriods: 2, datapointsToAlarm: 2 };
const anyError: DetectionRule = { kind: 'alarm', limit: { kind: 'count', count: 0 }, datapoints: twoOfTwo };
const above5: DetectionRule = {
  kind: 'alarm',
  limit: { kind: 'rate', percent: 5, minimumRequests: 0 },
  datapoints: twoOfTwo,
};
const judge: DetectionRule = { kind: 'sequential', alpha: 0.01, lookSeconds: 10 };

/** Simulated canaries, 500 of each: the standard error is at most 2.3 percentage points, so 3 of them are allowed. */
const SIMULATED: readonly [number, number, number, { anyError: number; above5: number; judge: number }][] = [
  [10, 1, 1, { anyError: 49, above5: 0, judge: 0.4 }],
  [100, 1, 1, { anyError: 100, above5: 0, judge: 0 }],
  [10, 0.1, 5, { anyError: 99.8, above5: 57, judge: 100 }],
  [100, 0.1, 1, { anyError: 100, above5: 0, judge: 100 }],
  [1, 0.1, 5, { anyError: 19, above5: 19, judge: 17 }],
];
const REPETITIONS = 500;

describe.each(
  SIMULATED,
)('10 %% for 5 minutes at %d requests/s, errors %d %% -> %d %%', (rps, before, after, simulated) => {
  const traffic: BakeTraffic = {
    shift: canary,
    requestsPerSecond: rps,
    oldBadShare: before / 100,
    newBadShare: after / 100,
  };
  test.each([
    ['more than no error', anyError, simulated.anyError],
    ['more than 5 %', above5, simulated.above5],
    ['the sequential test', judge, simulated.judge],
  ])('%s fires as often as it does in simulation', (_what, rule, percent) => {
    const probability = firingProbability(rule, traffic, 'best');
    // Of the computed value, with a floor: 0 of 500 and 500 of 500 have been seen up to half a percent away.
    const standardError = Math.sqrt((probability * (1 - probability)) / REPETITIONS);
    expect(Math.abs(100 * probability - percent)).toBeLessThanOrEqual(Math.max(0.5, 300 * standardError));
  });
});

describe('the minutes of a bake', () => {
  test('have the share of the shift', () => {
    expect(shareByMinute({ kind: 'allAtOnce' })).toEqual([]);
    expect(shareByMinute({ kind: 'canary', percent: 10, minutes: 3 })).toEqual([0.1, 0.1, 0.1]);
    expect(shareByMinute({ kind: 'linear', percent: 40, everyMinutes: 2 })).toEqual([0.4, 0.4, 0.8, 0.8]);
  });

  test('are all seen at best; at worst the first datapoint is empty and the last two come too late', () => {
    expect(seenMinutes(5, 'best', 1)).toBe(5);
    expect(seenMinutes(5, 'worst', 1)).toBe(3);
    expect(seenMinutes(1, 'worst', 1)).toBe(0);
  });
});

test('without a bake nothing fires, and nothing is detected', () => {
  const traffic = { shift: { kind: 'allAtOnce' } as const, requestsPerSecond: 100, oldBadShare: 0.001 };
  for (const rule of [anyError, above5, judge]) {
    expect(firingProbability(rule, { ...traffic, newBadShare: 1 }, 'best')).toBe(0);
    expect(smallestDetected(rule, traffic)).toBeUndefined();
  }
});

describe('what is detected', () => {
  test('is found to 1 %: just above it with 95 %, just below it not', () => {
    for (const rule of [anyError, above5, judge]) {
      const traffic = { shift: canary, requestsPerSecond: 10, oldBadShare: 0.001 };
      const smallest = smallestDetected(rule, traffic) ?? 0;
      const chance = (newBadShare: number) => firingProbability(rule, { ...traffic, newBadShare }, 'worst');
      expect(chance(smallest)).toBeGreaterThanOrEqual(0.95);
      expect(chance(smallest / 1.011)).toBeLessThan(0.95);
    }
  });

  test('is not above 5 % at any traffic where the limit is 5 %, and far below it for the sequential test', () => {
    const traffic = { shift: canary, requestsPerSecond: 100, oldBadShare: 0.001 };
    expect(smallestDetected(above5, traffic)).toBeGreaterThan(0.05);
    expect(smallestDetected(judge, traffic)).toBeLessThan(0.01);
  });

  test('more traffic, a longer bake or a larger share never makes the sequential test blinder', () => {
    const traffic = (requestsPerSecond: number, percent: number, minutes: number) => ({
      shift: { kind: 'canary', percent, minutes } as const,
      requestsPerSecond,
      oldBadShare: 0.01,
    });
    const smallest = (...given: [number, number, number]) => smallestDetected(judge, traffic(...given)) ?? 2;
    const base = smallest(3, 10, 5);
    expect(base).toBeLessThan(1);
    expect(smallest(6, 10, 5)).toBeLessThan(base);
    expect(smallest(3, 10, 10)).toBeLessThan(base);
    expect(smallest(3, 30, 5)).toBeLessThan(base);
  });

  test('the worse the new version, the more likely each rule fires', () => {
    const shares = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(shares, shares, fc.constantFrom(anyError, above5, judge), (a, b, rule) => {
        const chance = (newBadShare: number) =>
          firingProbability(rule, { shift: canary, requestsPerSecond: 2, oldBadShare: 0.01, newBadShare }, 'worst');
        expect(chance(Math.min(a, b))).toBeLessThanOrEqual(chance(Math.max(a, b)) + 1e-9);
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});
