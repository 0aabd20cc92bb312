import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { encodeRfc3986, sha256, sign, signingKey } from '../../../rehearsal/wire/sigv4.ts';
import { REGION, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { startWireLab } from './lab.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startWireLab();
});
afterAll(() => local.stop());

interface Changes {
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  readonly sessionToken?: string;
  readonly systemClockOffset?: number;
  readonly maxAttempts?: number;
}
type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  maxAttempts: number;
  systemClockOffset?: number;
  forcePathStyle?: boolean;
}) => C;

/** A client as the developer's own, but for what is changed. */
function client<C>(clientClass: ClientClass<C>, changes: Changes = {}): C {
  const { endpoint, credentials } = local.rehearsal;
  const { maxAttempts = 1, systemClockOffset = 0, ...keys } = changes;
  const { accessKeyId, secretAccessKey } = credentials;
  return new clientClass({
    region: REGION,
    endpoint,
    credentials: { accessKeyId, secretAccessKey, ...keys },
    maxAttempts,
    systemClockOffset,
    forcePathStyle: true,
  });
}

/* One service a protocol: Query, JSON, REST-JSON, REST-XML. */
const calls: Readonly<Record<string, (changes: Changes) => Promise<unknown>>> = {
  sts: (changes) => client(STSClient, changes).send(new GetCallerIdentityCommand({})),
  dynamodb: (changes) => client(DynamoDBClient, changes).send(new ListTablesCommand({})),
  lambda: (changes) => client(LambdaClient, changes).send(new ListFunctionsCommand({})),
  s3: (changes) => client(S3Client, changes).send(new ListBucketsCommand({})),
};
const WRONG: Changes = { secretAccessKey: 'another' };
const STRANGER: Changes = { accessKeyId: 'AKIASTRANGER' };
const SLOW: Changes = { systemClockOffset: -20 * 60_000 };
const FAST: Changes = { systemClockOffset: 20 * 60_000 };
const TOKEN: Changes = { sessionToken: 'of somebody else' };

const refused = [
  ['sts', WRONG, 'SignatureDoesNotMatch', 403, /^The request signature we calculated does not match/],
  ['dynamodb', WRONG, 'InvalidSignatureException', 400, /^The request signature we calculated does not match/],
  ['lambda', WRONG, 'InvalidSignatureException', 403, /^The request signature we calculated does not match/],
  ['s3', WRONG, 'SignatureDoesNotMatch', 403, /Check your key and signing method\.$/],
  ['sts', STRANGER, 'InvalidClientTokenId', 403, /^The security token included in the request is invalid/],
  ['dynamodb', STRANGER, 'UnrecognizedClientException', 400, /^The security token included/],
  ['lambda', STRANGER, 'UnrecognizedClientException', 403, /^The security token included/],
  ['s3', STRANGER, 'InvalidAccessKeyId', 403, /does not exist in our records/],
  ['sts', TOKEN, 'InvalidClientTokenId', 403, /^The security token/],
  ['dynamodb', TOKEN, 'UnrecognizedClientException', 400, /^The security token/],
  ['s3', TOKEN, 'InvalidToken', 400, /malformed or otherwise invalid/],
  ['sts', SLOW, 'SignatureDoesNotMatch', 403, /^Signature expired: \d+T\d+Z is now earlier than .* - 15 min\.\)$/],
  ['dynamodb', SLOW, 'InvalidSignatureException', 400, /^Signature expired: .* - 5 min\.\)$/],
  ['lambda', SLOW, 'InvalidSignatureException', 403, /^Signature expired: .* - 5 min\.\)$/],
  ['s3', SLOW, 'RequestTimeTooSkewed', 403, /^The difference between the request time and the current time/],
  ['dynamodb', FAST, 'InvalidSignatureException', 400, /^Signature not yet current: .* \+ 5 min\.\)$/],
  ['s3', FAST, 'RequestTimeTooSkewed', 403, /too large/],
] as const;

test.each(refused)('%s with %j answers %s, %d', async (service, changes, name, httpStatusCode, message) => {
  await expect(calls[service]?.(changes)).rejects.toMatchObject({
    name,
    message: expect.stringMatching(message),
    $metadata: { httpStatusCode },
  });
});

test.each(Object.keys(calls))('%s takes what is signed', async (service) => {
  await expect(calls[service]?.({})).resolves.toBeDefined();
});

test('a client whose clock is wrong corrects it by the Date of the answer', async () => {
  await expect(calls.dynamodb?.({ ...SLOW, maxAttempts: 3 })).resolves.toBeDefined();
});

test('a caller in the virtual time of the rehearsal is taken as well as one in that of the wall clock', async () => {
  const systemClockOffset = local.clock.now() - Date.now();
  expect(Math.abs(systemClockOffset)).toBeGreaterThan(24 * 3_600_000);
  await expect(calls.dynamodb?.({ systemClockOffset })).resolves.toBeDefined();
  await expect(calls.s3?.({ systemClockOffset })).resolves.toBeDefined();
});

test('a client never drifts: what the answer says of now is now, however late the request was signed', async () => {
  const late = client(STSClient, { systemClockOffset: -60_000 });
  await late.send(new GetCallerIdentityCommand({}));
  expect(Math.abs(late.config.systemClockOffset)).toBeLessThan(5_000);
  const virtual = client(STSClient, { systemClockOffset: local.clock.now() - 60_000 - Date.now() });
  await virtual.send(new GetCallerIdentityCommand({}));
  expect(Math.abs(Date.now() + virtual.config.systemClockOffset - local.clock.now())).toBeLessThan(5_000);
});

test('a session that has ended is refused', async () => {
  const { kernel } = local.rehearsal;
  const developer = kernel.principals.find(local.rehearsal.credentials.accessKeyId);
  if (developer === undefined) throw new Error('the developer has no keys');
  const { accessKeyId, secretAccessKey, sessionToken = '' } = kernel.principals.issueSession(developer.principal, 900);
  const keys = { accessKeyId, secretAccessKey, sessionToken };
  await expect(calls.sts?.(keys)).resolves.toBeDefined();
  await local.clock.advance(901_000);
  await expect(calls.sts?.(keys)).rejects.toMatchObject({ name: 'ExpiredToken' });
  await expect(calls.dynamodb?.(keys)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  await expect(calls.s3?.(keys)).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('keys, paths and queries of every kind of character are signed as they are sent', async () => {
  const storage = client(S3Client);
  for (const Key of ['a b+c', "it's (1)!*", 'ü/€/😀', 'a//b', 'a%2Fb', 'x=1&y=2', 'tail/']) {
    await storage.send(new PutObjectCommand({ Bucket: 'data', Key, Body: Key, Metadata: { spaced: ' a   b ' } }));
    const { Body } = await storage.send(new GetObjectCommand({ Bucket: 'data', Key }));
    expect(await Body?.transformToString()).toBe(Key);
  }
  await client(IAMClient).send(new CreateUserCommand({ UserName: 'a+b@c', Path: '/x/' }));
});

test('an upload from a stream, in chunks with a trailer, arrives whole', async () => {
  const storage = client(S3Client);
  const bytes = Buffer.alloc(200_000, 'stream');
  const file = join(local.folder, 'to-be-streamed');
  writeFileSync(file, bytes);
  const stream = createReadStream(file);
  await storage.send(
    new PutObjectCommand({ Bucket: 'data', Key: 'streamed', Body: stream, ContentLength: bytes.length }),
  );
  const { ContentLength } = await storage.send(new HeadObjectCommand({ Bucket: 'data', Key: 'streamed' }));
  expect(ContentLength).toBe(bytes.length);
});

/** A presigned URL of S3, made by hand as any client makes it. */
function presigned(path: string, expiresSeconds: number, signedMs: number, secret?: string): string {
  const { endpoint, credentials } = local.rehearsal;
  const timestamp = new Date(signedMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${REGION}/s3/aws4_request`;
  const query = Object.entries({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${name}=${encodeRfc3986(value)}`)
    .join('&');
  const canonical = `GET\n${path}\n${query}\nhost:${new URL(endpoint).host}\n\nhost\nUNSIGNED-PAYLOAD`;
  const key = signingKey(secret ?? credentials.secretAccessKey, {
    algorithm: '',
    accessKeyId: '',
    scope,
    date,
    region: REGION,
    signingName: 's3',
    signedHeaders: [],
    signature: '',
    timestamp,
  });
  const signature = sign(key, `AWS4-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`);
  return `${endpoint}${path}?${query}&X-Amz-Signature=${signature}`;
}

test('a presigned URL is good for its time and its object', async () => {
  await client(S3Client).send(new PutObjectCommand({ Bucket: 'data', Key: 'shared', Body: 'for you' }));
  const good = await fetch(presigned('/data/shared', 900, Date.now()));
  expect([good.status, await good.text()]).toEqual([200, 'for you']);
  const late = await fetch(presigned('/data/shared', 60, Date.now() - 61_000));
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
  const early = await fetch(presigned('/data/shared', 60, Date.now() + 3_600_000));
  expect(await early.text()).toContain('Request is not yet valid');
  const other = await fetch(presigned('/data/shared', 900, Date.now()).replace('/shared?', '/streamed?'));
  expect(await other.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
  const forged = await fetch(presigned('/data/shared', 900, Date.now(), 'another'));
  expect(await forged.text()).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test('a body that is not the one that was signed is refused', async () => {
  const put = new PutObjectCommand({ Bucket: 'data', Key: 'swapped', Body: 'signed' });
  put.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: 'sent!!' });
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'swapTheBody' },
  );
  await expect(client(S3Client).send(put)).rejects.toMatchObject({ name: 'XAmzContentSHA256Mismatch' });
});

test('an authorization header that lacks a part is said to be incomplete', async () => {
  const { endpoint, credentials } = local.rehearsal;
  const Credential = `Credential=${credentials.accessKeyId}/20260105/${REGION}/sts/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${Credential}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  expect(await answer.text()).toContain('<Code>IncompleteSignature</Code>');
});
