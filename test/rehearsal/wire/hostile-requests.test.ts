import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sha256 } from '../../../rehearsal/wire/sigv4.ts';
import { REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/* Requests that no client makes. None of them may be a bug of the rehearsal: its end fails the test where one was reported. */

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([s3]);
});
afterAll(() => local.stop());

/** The status line and the text of the answer to what is written as it is. */
async function raw(head: string[]): Promise<[number, string]> {
  const socket = connect(Number(new URL(local.rehearsal.endpoint).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${[...head, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  const answer = await text(socket);
  return [Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]), answer];
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Signed as AWS says, for paths that a client would not send. */
function signed(method: string, rawPath: string, region = REGION): string[] {
  const { accessKeyId, secretAccessKey } = local.rehearsal.credentials;
  const timestamp = new Date(local.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/s3/aws4_request`;
  const headers = `host:127.0.0.1\nx-amz-content-sha256:UNSIGNED-PAYLOAD\nx-amz-date:${timestamp}\n`;
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const canonical = [method, rawPath, '', headers, names, 'UNSIGNED-PAYLOAD'].join('\n');
  const key = ['s3', 'aws4_request'].reduce(hmac, hmac(hmac(`AWS4${secretAccessKey}`, date), region));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')).toString('hex');
  return [
    `${method} ${rawPath} HTTP/1.1`,
    'Host: 127.0.0.1',
    'x-amz-content-sha256: UNSIGNED-PAYLOAD',
    `x-amz-date: ${timestamp}`,
    `Authorization: AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  ];
}

test.each(['/data/%zz', '/%zz/key', '/data/%c3%28', '/data/%', '/%'])('%s is no address', async (path) => {
  const [status, answer] = await raw(signed('GET', path));
  expect(status).toBe(400);
  expect(answer).toContain('<Code>InvalidURI</Code>');
});

test('the hand that signs these signs well', async () => {
  const [status, answer] = await raw(signed('GET', '/none/key'));
  expect(status).toBe(404);
  expect(answer).toContain('<Code>NoSuchBucket</Code>');
});

const SCOPE = `Authorization: AWS4-HMAC-SHA256 Credential=AKIA/20260105/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0`;
test.each([
  [['GET /data/%zz HTTP/1.1', 'Host: 127.0.0.1', SCOPE], 403],
  [['GET / HTTP/1.1', 'Host: [a b', SCOPE], 403],
  [['GET / HTTP/1.1', 'Host: @:99999', SCOPE], 403],
  [['GET // HTTP/1.1', 'Host: 127.0.0.1', SCOPE], 403],
  [['GET //[:: HTTP/1.1', 'Host: 127.0.0.1', SCOPE], 403],
  [['GET http://elsewhere.example/a HTTP/1.1', 'Host: 127.0.0.1', SCOPE], 403],
  [['OPTIONS * HTTP/1.1', 'Host: 127.0.0.1', SCOPE], 403],
  [['GET / HTTP/1.1', 'Host: 127.0.0.1'], 501],
  [['GET /v1/repos/../../etc/info/refs HTTP/1.1', 'Host: 127.0.0.1'], 501],
  [['GET /v1/repos/app.git/objects/%2e%2e/%2e%2e/config HTTP/1.1', 'Host: 127.0.0.1'], 501],
  [['GET /v1/repos/app/objects/../../config HTTP/1.1', 'Host: 127.0.0.1'], 501],
])('%j is answered %d', async (head, status) => {
  expect((await raw(head))[0]).toBe(status);
});

test.each(['..', 'eu', 'EU-WEST-1', 'x'.repeat(300)])('%j is no region', async (region) => {
  const [status, answer] = await raw(signed('GET', '/', region));
  expect(status).toBe(400);
  expect(answer).toContain(
    `<Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed; Credential should be scoped to a valid region, not '${region}'.`,
  );
});
