import { expect, test } from '@jest/globals';
import { addValue, emptyDistribution } from '../../../rehearsal/services/cloudwatch/metrics/distribution.ts';
import { computeStatistic, parseStatistic } from '../../../rehearsal/services/cloudwatch/metrics/statistic.ts';

function compute(name: string, values: readonly number[]) {
  const statistic = parseStatistic(name);
  if (statistic === undefined) throw new Error(`${name} was not read`);
  const distribution = emptyDistribution();
  for (const value of values) addValue(distribution, value, 1);
  return computeStatistic(statistic, distribution);
}
const ONE_TO_TEN = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

test.each([
  ['SampleCount', 10],
  ['Sum', 55],
  ['Average', 5.5],
  ['Minimum', 1],
  ['Maximum', 10],
  ['p50', 5],
  ['p90', 9],
  ['p99.9', 10],
  ['p0', 1],
  ['p100', 10],
  ['tm90', 5], // 1 to 9
  ['TM(10%:90%)', 5.5], // 2 to 9
  ['TM(2:6)', 4.5], // 3, 4, 5, 6: the lower bound is left out
  ['IQM', 5.5], // 3 to 8
  ['tc90', 9],
  ['TC(2:6)', 4],
  ['TC(:6)', 6],
  ['ts90', 45],
  ['TS(80%:)', 19],
  ['wm90', 5.4], // 10 counts as 9
  ['WM(10%:90%)', 5.5],
  ['WM(3:8)', 5.5],
  ['PR(:3)', 30],
  ['PR(3:5)', 20],
])('%s of 1 to 10 is %d', (name, expected) => {
  expect(compute(name, ONE_TO_TEN)).toBeCloseTo(expected, 9);
});

test.each([
  'average',
  'p101',
  'p',
  'TM()',
  'TM(:)',
  'TM(5:90%)',
  'PR(5%:9%)',
  'tm101',
  'pr90',
  'IQM(1:2)',
])('%s is no statistic', (name) => {
  expect(parseStatistic(name)).toBeUndefined();
});

test('no sample gives no value', () => {
  expect(compute('Sum', [])).toBeUndefined();
});

test('negative values have no percentiles, but a sum', () => {
  expect(compute('p50', [-1, 2])).toBeUndefined();
  expect(compute('Sum', [-1, 2])).toBe(1);
});

test('a statistic set has percentiles only when all its values are equal', () => {
  const p50 = parseStatistic('p50');
  if (p50 === undefined) throw new Error('p50 was not read');
  const set = { sampleCount: 3, sum: 9, minimum: 1, maximum: 5 };
  expect(computeStatistic(p50, { values: new Map(), sets: [set] })).toBeUndefined();
  expect(computeStatistic(p50, { values: new Map(), sets: [{ ...set, minimum: 3, maximum: 3 }] })).toBe(3);
});
