import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { HttpRequest } from '@smithy/core/protocols';
import type { MiddlewareStack } from '@smithy/types';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/* What somebody can do with a request of somebody else that they saw: send it again, as it was or changed. */

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([s3, sts]);
  for (const Bucket of ['data', 'other'])
    await local
      .client(S3Client)
      .send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
});
afterAll(() => local.stop());

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** For a client in the time of the rehearsal. */
const options = () => {
  const { endpoint, credentials } = local.rehearsal;
  const systemClockOffset = local.clock.now() - Date.now();
  return { region: REGION, endpoint, credentials, maxAttempts: 1, systemClockOffset };
};

/** What goes over the wire while a client with this stack sends a request. */
async function seen<I extends object, O extends object>(
  stack: MiddlewareStack<I, O>,
  send: () => Promise<unknown>,
): Promise<Seen> {
  const kept: Seen[] = [];
  stack.add(
    (next) => (args) => {
      const { request: signed } = args;
      if (!HttpRequest.isInstance(signed)) throw new Error('no request');
      const query = Object.entries(signed.query).map(([name, value]) => `${name}=${String(value)}`);
      const path = `${signed.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
      kept.push({ method: signed.method, path, headers: { ...signed.headers }, body: String(signed.body ?? '') });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await send();
  const [first] = kept;
  if (first === undefined) throw new Error('Nothing was sent');
  return first;
}

async function again({ method, path, headers, body }: Seen): Promise<[number, string]> {
  const sent = request(`${local.rehearsal.endpoint}`, { method, path, headers });
  sent.end(body);
  const [answer]: IncomingMessage[] = await once(sent, 'response');
  if (answer === undefined) throw new Error('no answer');
  const told = await text(answer);
  return [answer.statusCode ?? 0, /<Code>(.*?)<\/Code>/.exec(told)?.[1] ?? told];
}

const put = (Body: string) => {
  const client = new S3Client({ ...options(), forcePathStyle: true, requestChecksumCalculation: 'WHEN_REQUIRED' });
  return seen(client.middlewareStack, () => client.send(new PutObjectCommand({ Bucket: 'data', Key: 'k', Body })));
};
const stored = async (Key = 'k', Bucket = 'data') =>
  (await local.client(S3Client).send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

let first: Seen;
beforeEach(async () => {
  first = await put('first');
});

test('as long as its time lasts a request can be sent again, as on AWS', async () => {
  await put('second');
  expect(await again(first)).toEqual([200, '']);
  expect(await stored()).toBe('first');
});

test('once its time is over it is refused, and changes nothing', async () => {
  await put('second');
  await local.clock.advance(15 * 60_000 + 1_000);
  expect(await again(first)).toEqual([403, 'RequestTimeTooSkewed']);
  expect(await stored()).toBe('second');
});

test('so is one of another protocol', async () => {
  const client = new STSClient(options());
  const asked = await seen(client.middlewareStack, () => client.send(new GetCallerIdentityCommand({})));
  expect((await again(asked))[0]).toBe(200);
  await local.clock.advance(15 * 60_000 + 1_000);
  expect(await again(asked)).toEqual([403, 'SignatureDoesNotMatch']);
});

const withHeaders = (headers: Record<string, string>) => (was: Seen) => ({
  ...was,
  headers: { ...was.headers, ...headers },
});
test.each<[string, (was: Seen) => Seen, string]>([
  ['another key', (was) => ({ ...was, path: was.path.replace('/data/k', '/data/other') }), 'SignatureDoesNotMatch'],
  ['another bucket', (was) => ({ ...was, path: was.path.replace('/data/', '/other/') }), 'SignatureDoesNotMatch'],
  [
    'a path that means another key',
    (was) => ({ ...was, path: was.path.replace('/data/k', '/data/k/../other') }),
    'SignatureDoesNotMatch',
  ],
  ['another method', (was) => ({ ...was, method: 'DELETE' }), 'SignatureDoesNotMatch'],
  ['a parameter more', (was) => ({ ...was, path: `${was.path}&tagging=` }), 'SignatureDoesNotMatch'],
  ['another host', withHeaders({ host: 's3.amazonaws.com' }), 'SignatureDoesNotMatch'],
  ['a new date', (was) => withHeaders({ 'x-amz-date': newer(was) })(was), 'SignatureDoesNotMatch'],
  ['a header more', withHeaders({ 'x-amz-acl': 'public-read' }), 'AccessDenied'],
  ['another body', (was) => ({ ...was, body: 'fraud' }), 'XAmzContentSHA256Mismatch'],
  [
    'another body, and its digest',
    (was) => withHeaders({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })({ ...was, body: 'fraud' }),
    'SignatureDoesNotMatch',
  ],
])('with %s it is refused, and changes nothing', async (_what, change, code) => {
  await put('second');
  const [status, answer] = await again(change(first));
  expect([Math.floor(status / 100), answer]).toEqual([4, code]);
  expect(await stored()).toBe('second');
  const list = async (Bucket: string) =>
    (await local.client(S3Client).send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);
  expect(await list('data')).toEqual(['k']);
  expect(await list('other')).toBeUndefined();
});

/** A second later than it was signed. */
function newer(was: Seen): string {
  const signed = was.headers['x-amz-date'] ?? '';
  return signed.replace(
    /(\d\d)Z$/,
    (_whole, seconds: string) => `${String((Number(seconds) + 1) % 60).padStart(2, '0')}Z`,
  );
}
