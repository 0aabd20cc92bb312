import { expect, test } from '@jest/globals';
import { toAlarm } from '../../../console/model/alarm-view.ts';

const metric = (Id: string, Namespace: string, MetricName: string) => ({
  Id,
  MetricStat: { Metric: { Namespace, MetricName }, Period: 60, Stat: 'Sum' },
});

test('an alarm on the evidence of whichever group watches evidence', () => {
  for (const group of ['Beta-f-live', 'Prod-f-live'])
    expect(toAlarm({ Namespace: `Slipway/BakeJudge/${group}`, MetricName: 'LogEvidence' }).watches).toBe('evidence');
  expect(toAlarm({ Namespace: 'Slipway/BakeJudgement', MetricName: 'LogEvidence' }).watches).toBe('other');
});

test('one that reads more than evidence watches that', () => {
  const Metrics = [metric('looks', 'Slipway/BakeJudge/Prod-f-live', 'Looks'), metric('errors', 'AWS/Lambda', 'Errors')];
  expect(toAlarm({ Metrics }).watches).toBe('errors');
});
