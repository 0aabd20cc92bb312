import { expect, test } from '@jest/globals';
import { requestQueries, toRequests } from '../../../hooks/notifier/shifts.ts';

const target = { lambdaFunctionInfo: { functionName: 'Prod-read', functionAlias: 'live', targetVersion: '7' } };
const queries = requestQueries(target);

test('requests are asked for of the new version behind the alias, and of nothing else', () => {
  const Dimensions = [
    { Name: 'FunctionName', Value: 'Prod-read' },
    { Name: 'Resource', Value: 'Prod-read:live' },
    { Name: 'ExecutedVersion', Value: '7' },
  ];
  expect(queries.map(({ MetricStat }) => MetricStat)).toEqual(
    ['Invocations', 'Errors'].map((MetricName) => ({
      Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions },
      Period: 60,
      Stat: 'Sum',
    })),
  );
});

test('what CloudWatch answers is summed up by what was asked', () => {
  const answered = (values: readonly number[][]) =>
    queries.map(({ Id }, index) => ({ Id, Values: values[index] ?? [] }));
  expect(
    toRequests(
      answered([
        [4, 2],
        [1, 2],
      ]),
    ),
  ).toEqual({ all: 6, failed: 3 });
  expect(toRequests(answered([]))).toBeUndefined();
});
