import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { REGION, START_MS, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const MINUTE = 60_000;
let local: TestRehearsal;
let client: CloudWatchClient;
beforeEach(async () => {
  local = await startTestRehearsal([cloudwatch]);
  client = local.client(CloudWatchClient);
  await local.clock.advance(10 * MINUTE);
});
afterEach(() => local.stop());

const at = (minute: number) => new Date(START_MS + minute * MINUTE);
const range = { StartTime: at(0), EndTime: at(10) };
const stat = (Id: string, MetricName: string, Stat: string, Period = 60) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'App', MetricName }, Period, Stat },
});

test('every form of a value counts, and all answers come from the same samples', async () => {
  const datum = { MetricName: 'Latency', Timestamp: at(3), Unit: 'Milliseconds' as const };
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'App',
      MetricData: [
        { ...datum, Value: 10 },
        { ...datum, Values: [20, 30], Counts: [2, 1] },
        { ...datum, StatisticValues: { SampleCount: 2, Sum: 100, Minimum: 50, Maximum: 50 } },
      ],
    }),
  );
  const { Label, Datapoints } = await client.send(
    new GetMetricStatisticsCommand({
      ...range,
      Namespace: 'App',
      MetricName: 'Latency',
      Period: 300,
      Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'],
      ExtendedStatistics: ['p50', 'TC(20:50)'],
    }),
  );
  expect(Label).toBe('Latency');
  expect(Datapoints).toEqual([
    {
      Timestamp: at(0),
      Unit: 'Milliseconds',
      SampleCount: 6,
      Sum: 180,
      Average: 30,
      Minimum: 10,
      Maximum: 50,
      ExtendedStatistics: { p50: 20, 'TC(20:50)': 3 },
    },
  ]);
});

test('what services report is there, by exactly its dimensions', async () => {
  const { telemetry } = local.rehearsal.kernel;
  const metric = {
    region: REGION,
    namespace: 'AWS/Lambda',
    name: 'Errors',
    value: 1,
    timestampMs: START_MS + 2 * MINUTE + 500,
  };
  telemetry.metric({ ...metric, dimensions: { FunctionName: 'f' } });
  telemetry.metric({ ...metric, dimensions: { FunctionName: 'f' } });
  telemetry.metric({ ...metric, dimensions: { FunctionName: 'f', Resource: 'f:live', ExecutedVersion: '2' } });
  const read = async (dimensions: Record<string, string>) => {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
    const answer = await client.send(
      new GetMetricDataCommand({
        ...range,
        MetricDataQueries: [
          {
            Id: 'm',
            MetricStat: {
              Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions },
              Period: 60,
              Stat: 'Sum',
            },
          },
        ],
      }),
    );
    return answer.MetricDataResults?.[0];
  };
  expect(await read({ FunctionName: 'f' })).toMatchObject({ Timestamps: [at(2)], Values: [2], StatusCode: 'Complete' });
  expect(await read({ ExecutedVersion: '2', FunctionName: 'f', Resource: 'f:live' })).toMatchObject({ Values: [1] });
  expect(await read({ Resource: 'f:live' })).toMatchObject({ Values: [] });
  const { Metrics } = await client.send(
    new ListMetricsCommand({ Namespace: 'AWS/Lambda', Dimensions: [{ Name: 'Resource' }] }),
  );
  expect(Metrics).toHaveLength(1);
});

test('nothing that was acknowledged or reported is lost by a restart', async () => {
  await client.send(
    new PutMetricDataCommand({ Namespace: 'App', MetricData: [{ MetricName: 'A', Timestamp: at(1), Value: 7 }] }),
  );
  local = await local.restart();
  const { MetricDataResults } = await local
    .client(CloudWatchClient)
    .send(new GetMetricDataCommand({ ...range, MetricDataQueries: [stat('a', 'A', 'Sum')] }));
  expect(MetricDataResults).toMatchObject([{ Values: [7] }]);
});

test('expressions, labels, order and hidden data', async () => {
  const put = (MetricName: string, minute: number, Value: number) => ({ MetricName, Timestamp: at(minute), Value });
  await client.send(
    new PutMetricDataCommand({
      Namespace: 'App',
      MetricData: [put('Errors', 1, 1), put('Requests', 1, 10), put('Requests', 2, 20)],
    }),
  );
  const answer = await client.send(
    new GetMetricDataCommand({
      ...range,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        { Id: 'rate', Expression: '100 * errors / requests', Label: 'Error rate' },
        { ...stat('errors', 'Errors', 'Sum'), ReturnData: false },
        { ...stat('requests', 'Requests', 'Sum') },
        { Id: 'filled', Expression: 'FILL(METRICS("errors"), 0)' },
      ],
    }),
  );
  expect(answer.MetricDataResults).toMatchObject([
    { Id: 'rate', Label: 'Error rate', Timestamps: [at(1), at(2)], Values: [10, 0] },
    { Id: 'requests', Label: 'Requests', Values: [10, 20] },
    { Id: 'filled', Label: 'filled Errors', Values: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] },
  ]);
});

test('pages hold at most MaxDatapoints, newest first', async () => {
  const MetricData = [1, 2, 3, 4, 5].map((minute) => ({ MetricName: 'A', Timestamp: at(minute), Value: minute }));
  await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  const values: (number[] | undefined)[] = [];
  const states: (string | undefined)[] = [];
  let NextToken: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        ...range,
        MaxDatapoints: 2,
        MetricDataQueries: [stat('a', 'A', 'Sum')],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    values.push(answer.MetricDataResults?.[0]?.Values);
    states.push(answer.MetricDataResults?.[0]?.StatusCode);
    NextToken = answer.NextToken;
  } while (NextToken !== undefined);
  expect(values).toEqual([[5, 4], [3, 2], [1]]);
  expect(states).toEqual(['PartialData', 'PartialData', 'Complete']);
});

test('high resolution keeps seconds apart', async () => {
  const datum = { MetricName: 'Fast', StorageResolution: 1 };
  const second = (seconds: number) => new Date(START_MS + seconds * 1000);
  const MetricData = [1, 8, 12].map((seconds) => ({ ...datum, Timestamp: second(seconds), Value: seconds }));
  await client.send(new PutMetricDataCommand({ Namespace: 'App', MetricData }));
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      ...range,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [stat('a', 'Fast', 'Sum', 10)],
    }),
  );
  expect(MetricDataResults).toMatchObject([{ Timestamps: [second(0), second(10)], Values: [9, 12] }]);
});

test.each([
  [
    'a namespace of AWS',
    { Namespace: 'AWS/Lambda', MetricData: [{ MetricName: 'A', Value: 1 }] },
    'InvalidParameterValueException',
  ],
  [
    'two forms of a value',
    { Namespace: 'App', MetricData: [{ MetricName: 'A', Value: 1, Values: [1] }] },
    'InvalidParameterCombinationException',
  ],
  ['no value', { Namespace: 'App', MetricData: [{ MetricName: 'A' }] }, 'MissingRequiredParameterException'],
  [
    'a time three weeks ago',
    {
      Namespace: 'App',
      MetricData: [{ MetricName: 'A', Value: 1, Timestamp: new Date(START_MS - 21 * 24 * 60 * MINUTE) }],
    },
    'InvalidParameterValueException',
  ],
])('PutMetricData refuses %s', async (_what, input, name) => {
  await expect(client.send(new PutMetricDataCommand(input))).rejects.toMatchObject({ name });
});

test.each([
  ['a number as a result', [{ Id: 'e', Expression: '1 + 1' }], 'gives a number'],
  ['an unknown id', [{ Id: 'e', Expression: 'm1 * 2' }], "'m1'"],
  [
    'a circle',
    [
      { Id: 'a', Expression: 'b * 2' },
      { Id: 'b', Expression: 'a * 2' },
    ],
    'refer to each other',
  ],
  ['a bad id', [{ Id: 'A', Expression: 'TIME_SERIES(1)' }], "'A'"],
  ['Metrics Insights', [{ Id: 'q', Expression: 'SELECT AVG(x) FROM y' }], 'Metrics Insights'],
  ['a period of 7 seconds', [stat('a', 'A', 'Sum', 7)], 'period 7'],
  ['an unknown statistic', [stat('a', 'A', 'Median')], 'Median'],
])('GetMetricData refuses %s', async (_what, MetricDataQueries, text) => {
  await expect(client.send(new GetMetricDataCommand({ ...range, MetricDataQueries }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(text),
  });
});
