import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { expect, test } from '@jest/globals';
import { bakeQueries, toMinutes } from '../../../hooks/bake-judge/observe.ts';

const FIRST = new Date('2026-01-05T00:00:00Z');
const SECOND = new Date('2026-01-05T00:01:00Z');

/** Complete results; CloudWatch answers the newest first. */
function results(counts: Readonly<Record<string, readonly [second: number, first: number]>>): MetricDataResult[] {
  return bakeQueries({ functionName: 'fn', aliasName: 'live', newVersion: '2', slowMs: 800 }).map(({ Id }) => {
    const values = counts[Id ?? ''];
    return {
      Id,
      StatusCode: 'Complete',
      Timestamps: values === undefined ? [] : [SECOND, FIRST],
      Values: values === undefined ? [] : [...values],
    };
  });
}

test('asks for the alias and for the new version behind it, and counts what is slower than the limit', () => {
  const queries = bakeQueries({ functionName: 'fn', aliasName: 'live', newVersion: '2', slowMs: 800 });
  const alias = [
    { Name: 'FunctionName', Value: 'fn' },
    { Name: 'Resource', Value: 'fn:live' },
  ];
  expect(queries).toHaveLength(6);
  expect(queries.find(({ Id }) => Id === 'alias_slow')?.MetricStat).toEqual({
    Metric: { Namespace: 'AWS/Lambda', MetricName: 'Duration', Dimensions: alias },
    Period: 60,
    Stat: 'TC(800:)',
  });
  expect(queries.find(({ Id }) => Id === 'new_errors')?.MetricStat).toEqual({
    Metric: {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions: [...alias, { Name: 'ExecutedVersion', Value: '2' }],
    },
    Period: 60,
    Stat: 'Sum',
  });
});

test('what the alias has beyond the new version is the old one’s, minute by minute', () => {
  const minutes = toMinutes(
    results({
      alias_invocations: [100, 90],
      alias_errors: [3, 1],
      alias_slow: [0, 7],
      new_invocations: [10, 0],
      new_errors: [2, 0],
    }),
  );
  expect(minutes).toEqual([
    { newVersion: { invocations: 0, errors: 0, slow: 0 }, oldVersion: { invocations: 90, errors: 1, slow: 7 } },
    { newVersion: { invocations: 10, errors: 2, slow: 0 }, oldVersion: { invocations: 90, errors: 1, slow: 0 } },
  ]);
});

test('a new version that is counted before its alias gives the old one zero, not less', () => {
  const [, second] = toMinutes(results({ alias_invocations: [4, 9], new_invocations: [5, 1], new_errors: [1, 0] }));
  expect(second).toEqual({
    newVersion: { invocations: 5, errors: 1, slow: 0 },
    oldVersion: { invocations: 0, errors: 0, slow: 0 },
  });
});

test.each([
  ['is missing', (all: MetricDataResult[]) => all.filter(({ Id }) => Id !== 'new_errors'), /new_errors.*no result/],
  [
    'is not complete',
    (all: MetricDataResult[]) =>
      all.map((one) => (one.Id === 'alias_slow' ? { ...one, StatusCode: 'PartialData' as const } : one)),
    /alias_slow.*PartialData/,
  ],
])('nothing is observed where a result %s', (_what, change, message) => {
  expect(() => toMinutes(change(results({})))).toThrow(message);
});
