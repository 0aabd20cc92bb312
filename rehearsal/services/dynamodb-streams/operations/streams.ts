import type * as sdk from '@aws-sdk/client-dynamodb-streams';
import { z } from 'zod';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import {
  lastSequence,
  readRecords,
  STREAM_RETENTION_MS,
  type StoredRecord,
  type StoredStream,
  streams,
  trimRecords,
} from '../../dynamodb/stream-records.ts';
import { writeItem } from '../../dynamodb/values.ts';

/* https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB_Streams.html */

const MOST_RECORDS = 1_000;
const MOST_ANSWER_BYTES = 1024 * 1024;
const SEQUENCE_DIGITS = 21;

const sequenceText = (sequence: number) => String(sequence).padStart(SEQUENCE_DIGITS, '0');

function findStream(context: Context, arn: string | undefined): StoredStream {
  const stream = streams(context).get(arn ?? '');
  const gone = stream?.closedMs !== undefined && stream.closedMs + STREAM_RETENTION_MS < context.clock.now();
  if (stream === undefined || gone)
    throw new ServiceError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
  return stream;
}
/** One shard a stream: a rehearsal's table is one partition. */
const shardId = (stream: StoredStream) => `shardId-${String(stream.createdMs).padStart(20, '0')}-00000001`;

const iterator = z.strictObject({ arn: z.string(), after: z.int() });
const writeIterator = (stream: StoredStream, after: number) =>
  `${stream.arn}|1|${Buffer.from(JSON.stringify({ arn: stream.arn, after })).toString('base64')}`;
function readIterator(text: string): z.infer<typeof iterator> {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(text.slice(text.lastIndexOf('|') + 1), 'base64').toString());
  } catch {
    json = undefined;
  }
  const read = iterator.safeParse(json);
  if (!read.success) throw new ServiceError('ValidationException', 'Invalid ShardIterator', 400);
  return read.data;
}

function describeRecord(context: Context, sequence: number, record: StoredRecord): sdk._Record {
  return {
    eventID: record.eventId,
    eventName: record.name,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: context.region,
    dynamodb: {
      // Whole seconds, as AWS rounds it.
      ApproximateCreationDateTime: new Date(Math.floor(record.atMs / 1000) * 1000),
      Keys: writeItem(record.keys),
      ...(record.newImage === undefined ? {} : { NewImage: writeItem(record.newImage) }),
      ...(record.oldImage === undefined ? {} : { OldImage: writeItem(record.oldImage) }),
      SequenceNumber: sequenceText(sequence),
      SizeBytes: record.bytes,
      StreamViewType: record.view,
    },
    ...(record.expired === true ? { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } } : {}),
  };
}

function startOf(context: Context, stream: StoredStream, input: sdk.GetShardIteratorCommandInput): number {
  switch (input.ShardIteratorType) {
    case 'LATEST':
      return lastSequence(context, stream.arn);
    case 'AT_SEQUENCE_NUMBER':
    case 'AFTER_SEQUENCE_NUMBER': {
      const sequence = Number(input.SequenceNumber);
      if (!Number.isSafeInteger(sequence))
        throw new ServiceError('ValidationException', `Invalid SequenceNumber: ${input.SequenceNumber}`, 400);
      return input.ShardIteratorType === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence;
    }
    default:
      return 0;
  }
}

function getRecords(input: sdk.GetRecordsCommandInput, context: Context) {
  const { arn, after } = readIterator(input.ShardIterator ?? '');
  const stream = findStream(context, arn);
  const limit = input.Limit ?? MOST_RECORDS;
  if (limit < 1 || limit > MOST_RECORDS)
    throw new ServiceError('ValidationException', 'Limit must be between 1 and 1000', 400);
  trimRecords(context, arn);
  const found = readRecords(context, arn, after, limit);
  let bytes = 0;
  const fitting = found.filter(({ record }, index) => {
    bytes += record.bytes;
    return index === 0 || bytes <= MOST_ANSWER_BYTES;
  });
  const last = fitting.at(-1)?.sequence ?? after;
  // A closed shard that was read to its end has no next iterator.
  const ended = stream.closedMs !== undefined && last >= lastSequence(context, arn);
  return {
    Records: fitting.map(({ sequence, record }) => describeRecord(context, sequence, record)),
    ...(ended ? {} : { NextShardIterator: writeIterator(stream, last) }),
  };
}

export const streamOperations = {
  ListStreams: (input, context) => {
    const found = streams(context)
      .values()
      .filter((stream) => input.TableName === undefined || stream.table === input.TableName)
      .filter((stream) => stream.closedMs === undefined || stream.closedMs + STREAM_RETENTION_MS >= context.clock.now())
      .filter((stream) => input.ExclusiveStartStreamArn === undefined || stream.arn > input.ExclusiveStartStreamArn);
    const page = found.slice(0, input.Limit ?? 100);
    const last = page.at(-1);
    return {
      Streams: page.map((stream) => ({ StreamArn: stream.arn, TableName: stream.table, StreamLabel: stream.label })),
      ...(page.length < found.length && last !== undefined ? { LastEvaluatedStreamArn: last.arn } : {}),
    };
  },
  DescribeStream: (input, context) => {
    const stream = findStream(context, input.StreamArn);
    const closed = stream.closedMs !== undefined;
    return {
      StreamDescription: {
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: closed ? 'DISABLED' : 'ENABLED',
        StreamViewType: stream.view,
        CreationRequestDateTime: new Date(stream.createdMs),
        TableName: stream.table,
        KeySchema: [
          { AttributeName: stream.keys.hash.name, KeyType: 'HASH' },
          ...(stream.keys.range === undefined
            ? []
            : [{ AttributeName: stream.keys.range.name, KeyType: 'RANGE' as const }]),
        ],
        Shards: [
          {
            ShardId: shardId(stream),
            SequenceNumberRange: {
              StartingSequenceNumber: sequenceText(0),
              ...(closed ? { EndingSequenceNumber: sequenceText(lastSequence(context, stream.arn)) } : {}),
            },
          },
        ],
      },
    };
  },
  GetShardIterator: (input, context) => {
    const stream = findStream(context, input.StreamArn);
    if (input.ShardId !== shardId(stream))
      throw new ServiceError(
        'ResourceNotFoundException',
        `Requested resource not found: Shard: ${input.ShardId} not found`,
      );
    return { ShardIterator: writeIterator(stream, startOf(context, stream, input)) };
  },
  GetRecords: getRecords,
} satisfies Operations<typeof sdk>;
