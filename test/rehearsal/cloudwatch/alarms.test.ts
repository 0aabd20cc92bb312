import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  DescribeAlarmsForMetricCommand,
  DisableAlarmActionsCommand,
  ListTagsForResourceCommand,
  PutCompositeAlarmCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AwsEvent } from '../../../rehearsal/kernel/bus.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { readOutbox } from '../../helpers/outbox.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const MINUTE = 60_000;
let local: TestRehearsal;
let client: CloudWatchClient;
beforeEach(async () => {
  local = await startTestRehearsal([cloudwatch, sns]);
  client = local.client(CloudWatchClient);
});
afterEach(() => local.stop());

const errors: PutMetricAlarmCommandInput = {
  AlarmName: 'errors',
  AlarmDescription: 'Too many errors',
  Namespace: 'App',
  MetricName: 'Errors',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  DatapointsToAlarm: 2,
  Threshold: 5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
};
const put = (MetricName: string, Value: number) =>
  client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName, Value }] }));
const putAlarm = (change: Partial<PutMetricAlarmCommandInput> = {}) =>
  client.send(new PutMetricAlarmCommand({ ...errors, ...change }));
async function alarm(name = 'errors') {
  const { MetricAlarms, CompositeAlarms } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const found = MetricAlarms?.[0] ?? CompositeAlarms?.[0];
  if (found === undefined) throw new Error(`There is no alarm ${name}`);
  return found;
}
const outbox = () => readOutbox(local);

test('two breaching minutes raise the alarm, a quiet one ends it', async () => {
  await putAlarm();
  expect(await alarm()).toMatchObject({
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
  });
  await local.clock.advance(1);
  expect(await alarm()).toMatchObject({ StateValue: 'OK' });
  await put('Errors', 6);
  await local.clock.advance(MINUTE);
  expect((await alarm()).StateValue).toBe('OK');
  await put('Errors', 7);
  await local.clock.advance(MINUTE);
  const raised = await alarm();
  expect(raised).toMatchObject({
    StateValue: 'ALARM',
    StateReason:
      'Threshold Crossed: 2 out of the last 2 datapoints [7.0 (05/01/26 00:01:00), 6.0 (05/01/26 00:00:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
  });
  expect(JSON.parse(raised.StateReasonData ?? '')).toEqual({
    version: '1.0',
    queryDate: '2026-01-05T00:02:00.000+0000',
    startDate: '2026-01-05T00:00:00.000+0000',
    statistic: 'Sum',
    period: 60,
    recentDatapoints: [6, 7],
    threshold: 5,
    evaluatedDatapoints: [
      { timestamp: '2026-01-05T00:01:00.000+0000', sampleCount: 1, value: 7 },
      { timestamp: '2026-01-05T00:00:00.000+0000', sampleCount: 1, value: 6 },
    ],
  });
  await put('Errors', 0);
  await local.clock.advance(MINUTE);
  expect((await alarm()).StateValue).toBe('OK');
});

test('data that arrives late is seen by the next evaluation', async () => {
  await putAlarm();
  await local.clock.advance(2 * MINUTE + 1);
  const start = local.clock.now() - 1 - 2 * MINUTE;
  const MetricData = [0, 1].map((minute) => ({
    MetricName: 'Errors',
    Value: 9,
    Timestamp: new Date(start + minute * MINUTE),
  }));
  await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  expect((await alarm()).StateValue).toBe('OK');
  await local.clock.advance(MINUTE);
  expect((await alarm()).StateValue).toBe('ALARM');
});

test('an error rate with a minimum of traffic is watched by a math expression', async () => {
  const metric = (Id: string, MetricName: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'App', MetricName }, Period: 60, Stat: 'Sum' },
  });
  await client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'rate',
      EvaluationPeriods: 1,
      Threshold: 5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      Metrics: [
        { Id: 'rate', Expression: 'IF(requests >= 20, 100 * errors / requests, 0)', Label: 'Error rate' },
        metric('errors', 'Errors'),
        metric('requests', 'Requests'),
      ],
    }),
  );
  await put('Errors', 10);
  await put('Requests', 10);
  await local.clock.advance(MINUTE);
  expect((await alarm('rate')).StateValue).toBe('OK');
  await put('Errors', 2);
  await put('Requests', 40);
  await local.clock.advance(MINUTE);
  expect((await alarm('rate')).StateValue).toBe('ALARM');
});

test('an alarm with a period of 10 seconds is evaluated every 10 seconds', async () => {
  await putAlarm({ Period: 10, EvaluationPeriods: 1, DatapointsToAlarm: 1 });
  await local.clock.advance(1000);
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'App',
      MetricData: [{ MetricName: 'Errors', Value: 6, StorageResolution: 1, Timestamp: new Date(local.clock.now()) }],
    }),
  );
  await local.clock.advance(9000);
  expect((await alarm()).StateValue).toBe('ALARM');
});

test('a percentile of few samples keeps the state when it is told to', async () => {
  const { Statistic: _none, ...others } = errors;
  const percentile = { ...others, ExtendedStatistic: 'p90', EvaluationPeriods: 1, DatapointsToAlarm: 1 };
  await client.send(new PutMetricAlarmCommand({ ...percentile, EvaluateLowSampleCountPercentile: 'ignore' }));
  await client.send(new PutMetricAlarmCommand({ ...percentile, AlarmName: 'always' }));
  const samples = (count: number) =>
    client.send(
      new PutMetricDataCommand({
        Namespace: 'App',
        MetricData: [{ MetricName: 'Errors', Values: [9], Counts: [count] }],
      }),
    );
  await local.clock.advance(1);
  await samples(50);
  await local.clock.advance(MINUTE);
  expect([(await alarm()).StateValue, (await alarm('always')).StateValue]).toEqual(['OK', 'ALARM']);
  await samples(150);
  await local.clock.advance(MINUTE);
  expect((await alarm()).StateValue).toBe('ALARM');
});

describe('a change of state', () => {
  let topic = '';
  const events: AwsEvent[] = [];
  beforeEach(async () => {
    events.length = 0;
    local.rehearsal.kernel.bus.subscribe('test', (event) => {
      events.push(event);
    });
    const client = local.client(SNSClient);
    topic = (await client.send(new CreateTopicCommand({ Name: 'alarms' }))).TopicArn ?? '';
    await client.send(new SubscribeCommand({ TopicArn: topic, Protocol: 'email', Endpoint: 'oncall@example.com' }));
  });
  const raise = (StateReason = 'testing') =>
    client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason }));

  test('is published to the topics of its actions, in the words of CloudWatch', async () => {
    await putAlarm({ AlarmActions: [topic] });
    await local.clock.advance(1);
    await raise();
    await local.clock.advance(1);
    const [mail, ...others] = await outbox();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ endpoint: 'oncall@example.com', subject: 'ALARM: "errors" in EU (Ireland)' });
    expect(JSON.parse(mail?.message ?? '')).toMatchObject({
      AlarmName: 'errors',
      AlarmDescription: 'Too many errors',
      AWSAccountId: ACCOUNT,
      NewStateValue: 'ALARM',
      NewStateReason: 'testing',
      OldStateValue: 'OK',
      AlarmActions: [topic],
      Trigger: {
        MetricName: 'Errors',
        StatisticType: 'Statistic',
        Statistic: 'SUM',
        Period: 60,
        Threshold: 5,
        TreatMissingData: 'notBreaching',
      },
    });
  });

  test('reaches EventBridge with both states', async () => {
    await putAlarm();
    await local.clock.advance(1);
    await raise();
    await local.rehearsal.kernel.bus.idle();
    await local.clock.advance(1);
    expect(events.at(-1)).toMatchObject({
      source: 'aws.cloudwatch',
      'detail-type': 'CloudWatch Alarm State Change',
      region: REGION,
      resources: [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:errors`],
      detail: {
        alarmName: 'errors',
        state: { value: 'ALARM', reason: 'testing' },
        previousState: { value: 'OK' },
        configuration: {
          metrics: [{ metricStat: { metric: { namespace: 'App', name: 'Errors' }, period: 60, stat: 'Sum' } }],
        },
      },
    });
  });

  test('stands in the history with its actions', async () => {
    await putAlarm({ AlarmActions: [topic, 'arn:aws:automate:eu-west-1:ec2:stop'] });
    await local.clock.advance(1);
    await raise();
    await local.clock.advance(1);
    const { AlarmHistoryItems } = await client.send(
      new DescribeAlarmHistoryCommand({ AlarmName: 'errors', ScanBy: 'TimestampAscending' }),
    );
    expect(AlarmHistoryItems?.map(({ HistorySummary }) => HistorySummary)).toEqual([
      'Alarm "errors" created',
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      expect.stringMatching(/arn:aws:automate.*The rehearsal runs SNS actions only/),
      `Successfully executed action ${topic}`,
    ]);
    expect(local.rehearsal.kernel.recordedNotRun()).toMatchObject([{ type: 'AWS::CloudWatch::Alarm action' }]);
  });

  test('runs no action while actions are disabled', async () => {
    await putAlarm({ AlarmActions: [topic] });
    await client.send(new DisableAlarmActionsCommand({ AlarmNames: ['errors'] }));
    await raise();
    await local.clock.advance(1);
    expect(await outbox()).toEqual([]);
  });

  test('is taken back by the next evaluation', async () => {
    await putAlarm();
    await raise();
    expect((await alarm()).StateValue).toBe('ALARM');
    await local.clock.advance(MINUTE);
    expect((await alarm()).StateValue).toBe('OK');
  });

  test('of an alarm changes the composite alarms that name it', async () => {
    await putAlarm();
    await putAlarm({ AlarmName: 'latency' });
    await client.send(
      new PutCompositeAlarmCommand({
        AlarmName: 'both',
        AlarmRule: 'ALARM("errors") AND (NOT OK(latency) OR FALSE)',
        AlarmActions: [topic],
      }),
    );
    await local.clock.advance(1);
    expect((await alarm('both')).StateValue).toBe('OK');
    await raise();
    expect((await alarm('both')).StateValue).toBe('OK');
    await client.send(new SetAlarmStateCommand({ AlarmName: 'latency', StateValue: 'ALARM', StateReason: 'testing' }));
    expect((await alarm('both')).StateValue).toBe('ALARM');
    await local.clock.advance(1);
    expect((await outbox()).map(({ subject }) => subject)).toEqual(['ALARM: "both" in EU (Ireland)']);
  });
});

test('alarms go on after a restart', async () => {
  await putAlarm();
  await local.clock.advance(1);
  await put('Errors', 6);
  await local.clock.advance(MINUTE);
  await put('Errors', 6);
  local = await local.restart();
  client = local.client(CloudWatchClient);
  await local.clock.advance(MINUTE);
  expect((await alarm()).StateValue).toBe('ALARM');
});

test('a changed alarm keeps its state and its tags until it is evaluated', async () => {
  await putAlarm({ Tags: [{ Key: 'team', Value: 'students' }] });
  await local.clock.advance(1);
  await client.send(new SetAlarmStateCommand({ AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'testing' }));
  await putAlarm({ Threshold: 6 });
  const changed = await alarm();
  expect(changed).toMatchObject({ StateValue: 'ALARM', Threshold: 6 });
  await client.send(new TagResourceCommand({ ResourceARN: changed.AlarmArn, Tags: [{ Key: 'tier', Value: '1' }] }));
  const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN: changed.AlarmArn }));
  expect(Tags).toEqual([
    { Key: 'team', Value: 'students' },
    { Key: 'tier', Value: '1' },
  ]);
});

test('alarms are found by name, prefix, state and metric, and are gone when deleted', async () => {
  for (const AlarmName of ['a-1', 'a-2', 'b-1']) await putAlarm({ AlarmName });
  await client.send(new SetAlarmStateCommand({ AlarmName: 'a-2', StateValue: 'ALARM', StateReason: 'testing' }));
  const names = async (input: DescribeAlarmsCommandInput) =>
    (await client.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(({ AlarmName }) => AlarmName);
  expect(await names({ AlarmNamePrefix: 'a-' })).toEqual(['a-1', 'a-2']);
  expect(await names({ StateValue: 'ALARM' })).toEqual(['a-2']);
  const first = await client.send(new DescribeAlarmsCommand({ MaxRecords: 2 }));
  expect(first.MetricAlarms).toHaveLength(2);
  expect(await names({ MaxRecords: 2, NextToken: first.NextToken ?? 'none' })).toEqual(['b-1']);
  const byMetric = await client.send(new DescribeAlarmsForMetricCommand({ Namespace: 'App', MetricName: 'Errors' }));
  expect(byMetric.MetricAlarms).toHaveLength(3);
  await client.send(new DeleteAlarmsCommand({ AlarmNames: ['a-1', 'a-2'] }));
  expect(await names({})).toEqual(['b-1']);
  await expect(client.send(new DeleteAlarmsCommand({ AlarmNames: ['b-1', 'a-1'] }))).rejects.toMatchObject({
    name: 'ResourceNotFound',
  });
  expect(await names({})).toEqual(['b-1']);
});

test.each<[string, Partial<PutMetricAlarmCommandInput>, string, string]>([
  ['a period of 15 seconds', { Period: 15 }, 'ValidationException', '15'],
  ['M greater than N', { DatapointsToAlarm: 3 }, 'ValidationException', 'DatapointsToAlarm'],
  ['an unknown treatment', { TreatMissingData: 'drop' }, 'ValidationException', 'drop'],
  ['two statistics', { ExtendedStatistic: 'p90' }, 'ValidationException', 'either Statistic'],
  ['anomaly detection', { ThresholdMetricId: 'band' }, 'NotImplemented', 'ThresholdMetricId'],
  ['more than a day', { Period: 300, EvaluationPeriods: 300 }, 'ValidationException', '86400'],
])('PutMetricAlarm refuses %s', async (_what, change, name, text) => {
  await expect(putAlarm(change)).rejects.toMatchObject({ name, message: expect.stringContaining(text) });
});

test('PutMetricAlarm refuses an expression that gives several series', async () => {
  const metric = (Id: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'App', MetricName: Id }, Period: 60, Stat: 'Sum' },
  });
  const call = client.send(
    new PutMetricAlarmCommand({
      AlarmName: 'several',
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      Metrics: [{ Id: 'all', Expression: 'METRICS()' }, metric('a'), metric('b')],
    }),
  );
  await expect(call).rejects.toMatchObject({ message: expect.stringContaining('must watch one time series, not 2') });
});

test('SetAlarmState names an alarm that is not there', async () => {
  const call = client.send(new SetAlarmStateCommand({ AlarmName: 'none', StateValue: 'OK', StateReason: 'x' }));
  await expect(call).rejects.toMatchObject({ name: 'ResourceNotFound' });
});
