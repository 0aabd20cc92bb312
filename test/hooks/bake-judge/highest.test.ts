import { expect, test } from '@jest/globals';
import { highestQueries, toHighest } from '../../../hooks/bake-judge/highest.ts';

const NAMESPACE = 'Slipway/BakeJudge/Prod-f-live';
const OF_VERSION = [{ Name: 'Version', Value: '2' }];
const result = (Id: string, Values: number[], StatusCode: 'Complete' | 'PartialData' = 'Complete') => ({
  Id,
  StatusCode,
  Values,
  Timestamps: Values.map((_, minute) => new Date(minute * 60_000)),
});

test('each kind of evidence is asked for by its highest value', () => {
  const asked = highestQueries(NAMESPACE, OF_VERSION).map(({ Id, MetricStat }) => [Id, MetricStat?.Metric?.MetricName]);
  expect(asked).toEqual([
    ['combined', 'LogEvidence'],
    ['errors', 'LogEvidenceOfErrors'],
    ['slowness', 'LogEvidenceOfSlowness'],
  ]);
  for (const { MetricStat } of highestQueries(NAMESPACE, OF_VERSION))
    expect(MetricStat).toMatchObject({ Stat: 'Maximum', Metric: { Namespace: NAMESPACE, Dimensions: OF_VERSION } });
});

test('the highest counts, whenever it was; without any, nothing speaks for either version', () => {
  const results = [result('combined', [1, 4.8, 3]), result('errors', [5, 2]), result('slowness', [-1])];
  expect(toHighest(results)).toEqual({ combined: 4.8, errors: 5, slowness: 0 });
  const none = ['combined', 'errors', 'slowness'].map((id) => result(id, []));
  expect(toHighest(none)).toEqual({ combined: 0, errors: 0, slowness: 0 });
});

test('half an answer is none', () => {
  const results = [result('combined', [1]), result('errors', [1], 'PartialData'), result('slowness', [1])];
  expect(() => toHighest(results)).toThrow('CloudWatch did not answer errors completely: PartialData');
});
