import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutMetricFilterCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { MetricValue } from '../../../rehearsal/kernel/telemetry.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { REGION, START_MS, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const DAY_MS = 24 * 3600 * 1000;
const logGroupName = '/app/students';

let local: TestRehearsal;
let client: CloudWatchLogsClient;
let metrics: MetricValue[];
beforeEach(async () => {
  use(await startTestRehearsal([logs]));
  await client.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'a' } }));
  for (const logStreamName of ['one', 'two'])
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
});
afterEach(() => local.stop());

function use(started: TestRehearsal): void {
  local = started;
  client = local.client(CloudWatchLogsClient);
  metrics = [];
  local.rehearsal.kernel.telemetry.onMetric((value) => metrics.push(value));
}

const put = (logStreamName: string, ...messages: string[]) =>
  client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: messages.map((message, i) => ({ timestamp: local.clock.now() + i, message })),
    }),
  );
const filter = async (input = {}) => client.send(new FilterLogEventsCommand({ logGroupName, ...input }));
const messages = (events: { message?: string | undefined }[] | undefined) => events?.map(({ message }) => message);

test('events of all streams are found in the order of time, by pattern, stream and span', async () => {
  await put('one', 'a ERROR', 'b', 'c ERROR');
  await put('two', 'd ERROR');
  expect(messages((await filter()).events)).toEqual(['a ERROR', 'd ERROR', 'b', 'c ERROR']);
  expect(messages((await filter({ filterPattern: 'ERROR' })).events)).toEqual(['a ERROR', 'd ERROR', 'c ERROR']);
  expect(messages((await filter({ logStreamNames: ['two'] })).events)).toEqual(['d ERROR']);
  expect(messages((await filter({ logStreamNamePrefix: 'o' })).events)).toEqual(['a ERROR', 'b', 'c ERROR']);
  expect(messages((await filter({ startTime: START_MS + 1, endTime: START_MS + 1 })).events)).toEqual(['b']);
});

test('a filter is read page by page', async () => {
  await put('one', ...Array.from({ length: 5 }, (_, i) => `line ${i}`));
  const first = await filter({ limit: 2 });
  const second = await filter({ limit: 2, nextToken: first.nextToken });
  const third = await filter({ limit: 2, nextToken: second.nextToken });
  expect([first, second, third].map(({ events }) => messages(events))).toEqual([
    ['line 0', 'line 1'],
    ['line 2', 'line 3'],
    ['line 4'],
  ]);
  expect(third.nextToken).toBeUndefined();
});

test('a stream is read from its end or its head, and on from a token', async () => {
  await put('one', ...Array.from({ length: 5 }, (_, i) => `line ${i}`));
  const get = (input: object) =>
    client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 'one', limit: 2, ...input }));
  const end = await get({});
  expect(messages(end.events)).toEqual(['line 3', 'line 4']);
  expect(messages((await get({ nextToken: end.nextBackwardToken })).events)).toEqual(['line 1', 'line 2']);
  const head = await get({ startFromHead: true });
  expect(messages(head.events)).toEqual(['line 0', 'line 1']);
  const on = await get({ nextToken: head.nextForwardToken });
  expect(messages(on.events)).toEqual(['line 2', 'line 3']);
  const atEnd = await get({ nextToken: end.nextForwardToken });
  expect(atEnd.events).toEqual([]);
  expect(atEnd.nextForwardToken).toBe(end.nextForwardToken);
  await put('one', 'later');
  expect(await filter({ filterPattern: 'later' })).toMatchObject({ events: [{ message: 'later' }] });
});

test('groups and streams are described', async () => {
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 7 }));
  await put('two', 'x');
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/app' }));
  expect(logGroups).toEqual([
    expect.objectContaining({
      logGroupName,
      creationTime: START_MS,
      retentionInDays: 7,
      storedBytes: 27,
      arn: `arn:aws:logs:${REGION}:111122223333:log-group:${logGroupName}:*`,
    }),
  ]);
  const { logStreams } = await client.send(
    new DescribeLogStreamsCommand({ logGroupName, orderBy: 'LastEventTime', descending: true }),
  );
  expect(logStreams?.map(({ logStreamName, lastEventTimestamp }) => [logStreamName, lastEventTimestamp])).toEqual([
    ['two', START_MS],
    ['one', undefined],
  ]);
  const resourceArn = `arn:aws:logs:${REGION}:111122223333:log-group:${logGroupName}`;
  await client.send(new TagResourceCommand({ resourceArn, tags: { stage: 'beta' } }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({
    team: 'a',
    stage: 'beta',
  });
});

test('events end with their retention', async () => {
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
  await put('one', 'old');
  await local.clock.advance(DAY_MS / 2);
  await put('one', 'young');
  expect(messages((await filter()).events)).toEqual(['old', 'young']);
  await local.clock.advance(DAY_MS / 2 + 1);
  expect(messages((await filter()).events)).toEqual(['young']);
});

test('events that are too old or too new are rejected by index', async () => {
  const at = (ms: number) => ({ timestamp: local.clock.now() + ms, message: String(ms) });
  const { rejectedLogEventsInfo } = await client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName: 'one',
      logEvents: [at(-15 * DAY_MS), at(0), at(DAY_MS)],
    }),
  );
  expect(rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  expect(messages((await filter()).events)).toEqual(['0']);
});

test('what AWS services log makes its own group and stream, and survives a restart', async () => {
  const { telemetry } = local.rehearsal.kernel;
  telemetry.log({ region: REGION, group: '/aws/lambda/f', stream: 's', message: 'hello', timestampMs: START_MS });
  use(await local.restart());
  const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: '/aws/lambda/f' }));
  expect(events).toMatchObject([{ message: 'hello', logStreamName: 's', timestamp: START_MS }]);
});

test('a deleted group is gone, and telemetry makes it anew', async () => {
  const say = (message: string) =>
    local.rehearsal.kernel.telemetry.log({ region: REGION, group: 'g', stream: 's', message, timestampMs: START_MS });
  say('before');
  await client.send(new DeleteLogGroupCommand({ logGroupName: 'g' }));
  await expect(client.send(new FilterLogEventsCommand({ logGroupName: 'g' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  say('after');
  const { events } = await client.send(new FilterLogEventsCommand({ logGroupName: 'g' }));
  expect(messages(events)).toEqual(['after']);
});

test('metrics embedded in a line become metrics, also behind the prefix of a Lambda console', async () => {
  const embedded = JSON.stringify({
    _aws: {
      Timestamp: START_MS,
      CloudWatchMetrics: [
        { Namespace: 'Students', Dimensions: [['Service'], []], Metrics: [{ Name: 'Writes', Unit: 'Count' }] },
      ],
    },
    Service: 'students',
    Writes: [1, 2],
  });
  await put('one', embedded);
  const expected = [
    { value: 1, dimensions: { Service: 'students' } },
    { value: 2, dimensions: { Service: 'students' } },
    { value: 1, dimensions: {} },
    { value: 2, dimensions: {} },
  ].map((one) => ({
    region: REGION,
    namespace: 'Students',
    name: 'Writes',
    unit: 'Count',
    timestampMs: START_MS,
    ...one,
  }));
  expect(metrics).toEqual(expected);
  metrics.length = 0;
  await put('one', `2026-01-05T00:00:00.000Z\tid\tINFO\t${embedded}`);
  expect(metrics).toEqual(expected);
  metrics.length = 0;
  await put('one', `said ${embedded}`, '{"_aws": 1}');
  expect(metrics).toEqual([]);
});

test('a metric filter counts what matches', async () => {
  await client.send(
    new PutMetricFilterCommand({
      logGroupName,
      filterName: 'slow',
      filterPattern: '{ $.ms > 100 }',
      metricTransformations: [
        { metricName: 'Slow', metricNamespace: 'App', metricValue: '$.ms', dimensions: { Path: '$.path' } },
      ],
    }),
  );
  await put('one', '{"ms": 50, "path": "/a"}', '{"ms": 150, "path": "/a"}', '{"ms": 200}', 'plain');
  expect(metrics).toEqual([
    {
      region: REGION,
      namespace: 'App',
      name: 'Slow',
      value: 150,
      dimensions: { Path: '/a' },
      timestampMs: START_MS + 1,
    },
  ]);
  const { metricFilters } = await client.send(new DescribeMetricFiltersCommand({ logGroupName }));
  expect(metricFilters).toMatchObject([{ filterName: 'slow', filterPattern: '{ $.ms > 100 }' }]);
});

test('what is not there or is there already is refused as AWS does', async () => {
  await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await expect(put('none', 'x')).rejects.toMatchObject({ message: 'The specified log stream does not exist.' });
  await expect(client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
});
