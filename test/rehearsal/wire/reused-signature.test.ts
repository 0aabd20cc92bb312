import { createHmac } from 'node:crypto';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { authenticate } from '../../../rehearsal/wire/authenticate.ts';
import { loadModel } from '../../../rehearsal/wire/model.ts';
import { encodeRfc3986, readCredentialScope, sha256 } from '../../../rehearsal/wire/sigv4.ts';
import { REGION, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { startWireLab } from './lab.ts';

/* What somebody can do with a signature of somebody else, put on a request that its owner never meant. */

let local: TestRehearsal;
beforeAll(async () => {
  local = await startWireLab();
});
afterAll(() => local.stop());
afterEach(async () => {
  const { Users: users = [] } = await local.client(IAMClient).send(new ListUsersCommand({}));
  expect(users.map(({ UserName }) => UserName)).toEqual(['developer']);
});

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const FORM = 'application/x-www-form-urlencoded';
const CREATE_USER = 'Action=CreateUser&Version=2010-05-08&UserName=intruder';

/** Signs as AWS says it is done: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function hand(service: string) {
  const { endpoint, credentials } = local.rehearsal;
  const timestamp = new Date(local.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${REGION}/${service}/aws4_request`;
  const key = [REGION, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${credentials.secretAccessKey}`, date));
  const sign = (method: string, path: string, query: string, headers: Record<string, string>, payload: string) => {
    const names = Object.keys(headers).sort();
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const canonical = [method, path, query, lines, names.join(';'), payload].join('\n');
    return hmac(key, ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonical)].join('\n')).toString('hex');
  };
  const credential = `${credentials.accessKeyId}/${scope}`;
  return { timestamp, date, credential, accessKeyId: credentials.accessKeyId, host: new URL(endpoint).host, sign };
}

/** A request with a signature in its header. */
async function signed(
  service: string,
  body: string,
  more: { signed?: Record<string, string>; unsigned?: Record<string, string>; payload?: string } = {},
): Promise<[number, string]> {
  const { timestamp, credential, host, sign } = hand(service);
  const headers = { host, 'x-amz-date': timestamp, ...more.signed };
  const signature = sign('POST', '/', '', headers, more.payload ?? sha256(body));
  const names = Object.keys(headers).sort().join(';');
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return answerTo('/', 'POST', body, { 'x-amz-date': timestamp, ...more.signed, ...more.unsigned, authorization });
}

async function answerTo(
  path: string,
  method: string,
  body: string,
  headers: Record<string, string>,
): Promise<[number, string]> {
  const answer = await fetch(`${local.rehearsal.endpoint}${path}`, { method, body, headers });
  return [answer.status, await answer.text()];
}

/** All that somebody knows who was given a presigned URL to put an object. */
function presignedPut() {
  const { timestamp, date, credential, accessKeyId, host, sign } = hand('s3');
  const path = '/data/key';
  const query = `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeRfc3986(credential)}&X-Amz-Date=${timestamp}&X-Amz-Expires=900&X-Amz-SignedHeaders=host`;
  const signature = sign('PUT', path, query, { host }, 'UNSIGNED-PAYLOAD');
  return { timestamp, date, credential, accessKeyId, path, query, signature };
}

test('the hands that sign here sign well', async () => {
  const { path, query, signature } = presignedPut();
  expect((await answerTo(`${path}?${query}&X-Amz-Signature=${signature}`, 'PUT', 'x', {}))[0]).toBe(200);
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  expect((await signed('sts', body, { signed: { 'content-type': FORM } }))[0]).toBe(200);
});

type Presigned = ReturnType<typeof presignedPut>;
const decoy = ({ accessKeyId, date }: Presigned) => `${accessKeyId}/${date}/us-east-1/iam/aws4_request`;
test.each<[string, (known: Presigned) => string]>([
  ['beside a part that ends like its name', (known) => `xCredential=${decoy(known)}, Credential=${known.credential}`],
  ['after another', (known) => `Credential=${decoy(known)}, Credential=${known.credential}`],
  ['before another', (known) => `Credential=${known.credential}, Credential=${decoy(known)}`],
  ['within another part', (known) => `Other="Credential=${decoy(known)}", Credential=${known.credential}`],
  ['alone', (known) => `Credential=${known.credential}`],
])('a presigned URL is no Authorization header, with its credential %s', async (_where, credentialOf) => {
  const known = presignedPut();
  for (const target of [`${known.path}?${known.query}`, `${known.path}?${known.query}&X-Amz-Signature=0`]) {
    const [status, answer] = await answerTo(target, 'PUT', CREATE_USER, {
      'content-type': FORM,
      'x-amz-date': known.timestamp,
      'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: `AWS4-HMAC-SHA256 ${credentialOf(known)}, SignedHeaders=host, Signature=${known.signature}`,
    });
    expect([400, 403]).toContain(status);
    expect(answer).toMatch(/<Code>(IncompleteSignature|AuthorizationHeaderMalformed|InvalidArgument)<\/Code>/);
  }
});

test('two ways to sign in one request are refused in the words of S3', async () => {
  const { path, query, signature, credential, timestamp } = presignedPut();
  const [status, answer] = await answerTo(`${path}?${query}&X-Amz-Signature=${signature}`, 'PUT', 'x', {
    'x-amz-date': timestamp,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${signature}`,
  });
  expect(status).toBe(400);
  expect(answer).toContain('<Code>InvalidArgument</Code><Message>Only one auth mechanism allowed;');
});

test.each([
  'UNSIGNED-PAYLOAD',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'anything',
])('a body under the word %s is not signed for anything but S3', async (word) => {
  const more = { signed: { 'content-type': FORM, 'x-amz-content-sha256': word }, payload: word };
  const [status, answer] = await signed('iam', CREATE_USER, more);
  expect(status).toBe(403);
  expect(answer).toContain('<Code>SignatureDoesNotMatch</Code>');
});

test('S3 takes no other words for a body than those that it knows', async () => {
  const [status, answer] = await signed('s3', 'x', {
    signed: { 'x-amz-content-sha256': 'anything' },
    payload: 'anything',
  });
  expect(status).toBe(400);
  expect(answer).toContain('<Code>InvalidArgument</Code><Message>x-amz-content-sha256 must be UNSIGNED-PAYLOAD');
});

test.each([
  ['dynamodb', 'x-amz-target', 'DynamoDB_20120810.ListTables', '{}', 400, '"InvalidSignatureException"'],
  ['lambda', 'x-amz-log-type', 'Tail', '', 403, '"InvalidSignatureException"'],
  ['iam', 'x-amz-content-sha256', sha256(CREATE_USER), CREATE_USER, 403, '<Code>SignatureDoesNotMatch</Code>'],
  ['s3', 'x-amz-acl', 'public-read', '', 403, '<Code>AccessDenied</Code>'],
])('%s takes no %s that is not signed', async (service, name, value, body, status, code) => {
  const type = { 'content-type': service === 'iam' ? FORM : 'application/x-amz-json-1.0' };
  const answer = await signed(service, body, { signed: type, unsigned: { [name]: value } });
  expect(answer).toEqual([status, expect.stringContaining(code)]);
});

test('what clients leave unsigned may be so', async () => {
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const unsigned = { 'user-agent': 'x', 'x-amzn-trace-id': 'Root=1', 'amz-sdk-invocation-id': '1' };
  expect((await signed('sts', body, { signed: { 'content-type': FORM }, unsigned }))[0]).toBe(200);
});

test('a scope of another service than the one that is called is refused', () => {
  const { credential, timestamp } = hand('s3');
  const request = {
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    query: new URLSearchParams(),
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`,
      'x-amz-date': timestamp,
    },
    sent: Buffer.alloc(0),
  };
  const { sdk, signingName } = iam;
  const asked = () =>
    authenticate(local.rehearsal.kernel, loadModel(signingName, sdk), request, readCredentialScope(request));
  expect(asked).toThrow(
    expect.objectContaining({
      code: 'SignatureDoesNotMatch',
      message: "Credential should be scoped to correct service: 'iam'.",
    }),
  );
});
