import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { dynamodbStreams } from '../../../rehearsal/services/dynamodb-streams/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let db: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let StreamArn = '';

beforeEach(async () => {
  local = await startTestRehearsal([dynamodb, dynamodbStreams]);
  db = local.client(DynamoDBClient);
  streams = local.client(DynamoDBStreamsClient);
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName: 'Things',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  StreamArn = TableDescription?.LatestStreamArn ?? '';
});
afterEach(() => local.stop());

const put = (id: string, n: number) =>
  db.send(new PutItemCommand({ TableName: 'Things', Item: { id: { S: id }, n: { N: String(n) } } }));
const iterator = async (type: ShardIteratorType) => {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  return (await streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: type })))
    .ShardIterator;
};
const read = (ShardIterator: string | undefined) => streams.send(new GetRecordsCommand({ ShardIterator }));

test('records say what happened, in order, and only what changed', async () => {
  await put('a', 1);
  await put('a', 1);
  await put('a', 2);
  await db.send(new DeleteItemCommand({ TableName: 'Things', Key: { id: { S: 'a' } } }));
  const { Records } = await read(await iterator('TRIM_HORIZON'));
  expect(Records?.map((record) => record.eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
  expect(Records?.[1]?.dynamodb).toMatchObject({
    Keys: { id: { S: 'a' } },
    NewImage: { id: { S: 'a' }, n: { N: '2' } },
    OldImage: { id: { S: 'a' }, n: { N: '1' } },
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  });
  expect(Records?.[2]?.dynamodb?.NewImage).toBeUndefined();
});

test('LATEST sees only what comes after it, and goes on from there after a restart', async () => {
  await put('a', 1);
  const latest = await iterator('LATEST');
  await put('b', 1);
  const first = await read(latest);
  expect(first.Records).toHaveLength(1);
  local = await local.restart();
  db = local.client(DynamoDBClient);
  streams = local.client(DynamoDBStreamsClient);
  await put('c', 1);
  const second = await read(first.NextShardIterator);
  expect(second.Records?.map((record) => record.dynamodb?.Keys?.id?.S)).toEqual(['c']);
});

test('records are gone after a day', async () => {
  await put('a', 1);
  await local.clock.advance(25 * 3_600_000);
  expect((await read(await iterator('TRIM_HORIZON'))).Records).toEqual([]);
});

test('a stream that was switched off ends', async () => {
  await put('a', 1);
  await db.send(new UpdateTableCommand({ TableName: 'Things', StreamSpecification: { StreamEnabled: false } }));
  await put('b', 1);
  const last = await read(await iterator('TRIM_HORIZON'));
  expect(last.Records).toHaveLength(1);
  expect(last.NextShardIterator).toBeUndefined();
});

test('an item whose time is over goes, and its record says who removed it', async () => {
  await db.send(
    new UpdateTimeToLiveCommand({
      TableName: 'Things',
      TimeToLiveSpecification: { AttributeName: 'n', Enabled: true },
    }),
  );
  await put('soon', Math.floor(local.clock.now() / 1000) + 60);
  await put('later', Math.floor(local.clock.now() / 1000) + 86_400);
  await local.clock.advance(3_600_000);
  expect((await db.send(new ScanCommand({ TableName: 'Things' }))).Items?.map((item) => item.id?.S)).toEqual(['later']);
  const { Records } = await read(await iterator('TRIM_HORIZON'));
  expect(Records?.at(-1)).toMatchObject({
    eventName: 'REMOVE',
    userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' },
  });
});
