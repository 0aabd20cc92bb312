import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import { basicAuthorization } from '../../../rehearsal/kernel/basic-authorization.ts';
import { dynamodb } from '../../../rehearsal/services/dynamodb/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const GIBIBYTE = 1024 ** 3;
const MEBIBYTE = 1024 ** 2;

// A gibibyte, on a machine that may be busy.
jest.setTimeout(120_000);

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([dynamodb, s3]);
  const create = new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: REGION } });
  await local.client(S3Client).send(create);
});
afterAll(() => local.stop());

const part = Buffer.alloc(MEBIBYTE);
/** A body that nobody keeps. */
const zeros = (bytes: number) =>
  Readable.from(
    (function* parts() {
      for (let sent = 0; sent < bytes; sent += part.length) yield part;
    })(),
  );

/** What a client is told that writes to the end; fails, or never ends, when its connection is broken meanwhile. */
async function post(path: string, bytes: number, headers: Record<string, string>): Promise<[number, string]> {
  const sent = request(`${local.rehearsal.endpoint}${path}`, { method: 'POST', headers });
  const response = new Promise<IncomingMessage>((resolve) => sent.once('response', resolve));
  const [came] = await Promise.all([response, pipeline(zeros(bytes), sent)]);
  return [came.statusCode ?? 0, await text(came)];
}

/** The most memory that the process took while `work` went on, beyond what it had. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 5);
  await work().finally(() => clearInterval(watching));
  return Math.max(most, process.memoryUsage.rss()) - before;
}

test('an object of 1 GiB is refused as S3 does, without being kept in memory, and nothing is stored', async () => {
  // The client says so when it cannot send a stream again.
  const warned = jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  const growth = await growthOf(async () => {
    const put = new PutObjectCommand({ Bucket: 'data', Key: 'huge', Body: zeros(GIBIBYTE), ContentLength: GIBIBYTE });
    await expect(local.client(S3Client).send(put)).rejects.toMatchObject({
      name: 'EntityTooLarge',
      message: 'Your proposed upload exceeds the maximum allowed size',
      MaxSizeAllowed: String(256 * MEBIBYTE),
      $metadata: { httpStatusCode: 400 },
    });
  });
  warned.mockRestore();
  expect(growth).toBeLessThan(GIBIBYTE / 2);
  const { Contents } = await local.client(S3Client).send(new ListObjectsV2Command({ Bucket: 'data' }));
  expect(Contents).toBeUndefined();
});

/** Names the service whose error it is; no body was kept that could be held against a signature. */
const scope = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIA/20260105/${REGION}/${service}/aws4_request, SignedHeaders=host, Signature=0`;

test('a body that does not say how large it is, is refused in the words of its service', async () => {
  const [status, answer] = await post('/', 300 * MEBIBYTE, {
    authorization: scope('dynamodb'),
    'x-amz-target': 'DynamoDB_20120810.PutItem',
    'content-type': 'application/x-amz-json-1.0',
  });
  expect([status, JSON.parse(answer)]).toEqual([
    413,
    { __type: 'RequestEntityTooLargeException', message: `Request size exceeded ${256 * MEBIBYTE} bytes` },
  ]);
});

test('what the rehearsal itself takes is smaller', async () => {
  const headers = { authorization: basicAuthorization(local.rehearsal.credentials) };
  expect(await post('/_slipway/traffic', MEBIBYTE, headers)).toEqual([
    413,
    '{"message":"The body is larger than 65536 bytes"}\n',
  ]);
});

describe('a small body that unpacks to 1 GiB', () => {
  let bomb: Buffer;
  beforeAll(async () => {
    bomb = await buffer(zeros(GIBIBYTE).compose(createGzip({ level: 1 })));
  });

  test('is not unpacked for a stranger', async () => {
    const growth = await growthOf(async () => {
      const answer = await fetch(local.rehearsal.endpoint, {
        method: 'POST',
        headers: {
          authorization: scope('dynamodb'),
          'x-amz-target': 'DynamoDB_20120810.PutItem',
          'content-encoding': 'gzip',
        },
        body: bomb,
      });
      expect(await answer.json()).toMatchObject({ __type: 'UnrecognizedClientException' });
    });
    expect(growth).toBeLessThan(GIBIBYTE / 2);
  });

  test.each([
    ['is refused to who signs it', () => bomb, 'larger than'],
    ['is refused when it is none', () => Buffer.from('not packed'), 'incorrect header check'],
  ])('%s', async (_what, body, why) => {
    const client = local.client(DynamoDBClient);
    client.middlewareStack.add(
      (next) => (args) => {
        const { request: signed } = args;
        if (!HttpRequest.isInstance(signed)) throw new Error('no request');
        signed.body = body();
        signed.headers['content-encoding'] = 'gzip';
        signed.headers['content-length'] = String(body().length);
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await expect(client.send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'SerializationException',
      message: expect.stringContaining(why),
    });
  });
});
