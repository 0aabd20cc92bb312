import { expect, test } from '@jest/globals';
import { alarmProbability } from '../../../../app/release/detection/datapoints.ts';

/** All sequences of datapoints, one by one. */
function byEnumeration(evaluationPeriods: number, datapointsToAlarm: number, breaches: readonly number[]): number {
  let total = 0;
  for (let sequence = 0; sequence < 2 ** breaches.length; sequence++) {
    const over = breaches.map((_, minute) => ((sequence >> minute) & 1) === 1);
    const fires = over.some(
      (_, end) =>
        over.slice(Math.max(0, end - evaluationPeriods + 1), end + 1).filter(Boolean).length >= datapointsToAlarm,
    );
    if (fires) total += breaches.reduce((product, p, minute) => product * (over[minute] ? p : 1 - p), 1);
  }
  return total;
}

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [3, 3],
  [5, 3],
])('of %d datapoints %d over the limit: every sequence counted', (evaluationPeriods, datapointsToAlarm) => {
  const breaches = [0.1, 0.5, 0.3, 0.9, 0.2, 0.4];
  expect(alarmProbability({ evaluationPeriods, datapointsToAlarm }, breaches)).toBeCloseTo(
    byEnumeration(evaluationPeriods, datapointsToAlarm, breaches),
    12,
  );
});

test('two of two over five even chances: 19 of 32 sequences', () => {
  const even = [0.5, 0.5, 0.5, 0.5, 0.5];
  expect(alarmProbability({ evaluationPeriods: 2, datapointsToAlarm: 2 }, even)).toBeCloseTo(19 / 32, 12);
});

test('fewer datapoints than it takes never fire', () => {
  expect(alarmProbability({ evaluationPeriods: 3, datapointsToAlarm: 2 }, [1])).toBe(0);
  expect(alarmProbability({ evaluationPeriods: 3, datapointsToAlarm: 2 }, [])).toBe(0);
});
