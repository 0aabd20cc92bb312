import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DecodeAuthorizationMessageCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const HEADER = 'slipway-encoded-authorization-message';

let local: TestRehearsal;
let ana: { accessKeyId: string; secretAccessKey: string };
const put = (...Statement: object[]) =>
  local.client(IAMClient).send(
    new PutUserPolicyCommand({
      UserName: 'ana',
      PolicyName: 'own',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
beforeAll(async () => {
  local = await startTestRehearsal([iam, s3, sts], { enforce: 'deny' });
  await local
    .client(S3Client)
    .send(new CreateBucketCommand({ Bucket: 'data', CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await local.client(IAMClient).send(new CreateUserCommand({ UserName: 'ana' }));
  const { AccessKey } = await local.client(IAMClient).send(new CreateAccessKeyCommand({ UserName: 'ana' }));
  ana = keysOf(AccessKey);
});
afterAll(() => local.stop());

const configuration = () => ({
  region: REGION,
  endpoint: local.rehearsal.endpoint,
  credentials: ana,
  maxAttempts: 1,
  forcePathStyle: true,
});

/** The encoded message that comes with a denial. */
async function denied(): Promise<string> {
  const error: unknown = await new S3Client(configuration())
    .send(new GetObjectCommand({ Bucket: 'data', Key: 'a' }))
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'AccessDenied', $response: { headers: { [HEADER]: expect.any(String) } } });
  const { $response: response } = error as { $response: { headers: Record<string, string> } };
  return response.headers[HEADER] ?? '';
}
async function decode(EncodedMessage: string): Promise<unknown> {
  const { DecodedMessage } = await local
    .client(STSClient)
    .send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
  return JSON.parse(DecodedMessage ?? '');
}

test('tells what was asked, where no policy allows it', async () => {
  const encoded = await denied();
  expect(encoded.length).toBeLessThan(10_240);
  expect(Buffer.from(encoded, 'base64url').toString('latin1')).not.toContain('s3:GetObject');
  expect(await decode(encoded)).toEqual({
    allowed: false,
    explicitDeny: false,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: expect.stringMatching(/^AIDA/), name: 'ana', arn: `arn:aws:iam::${ACCOUNT}:user/ana` },
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::data/a',
      conditions: {
        items: expect.arrayContaining([
          { key: 'aws:requestedregion', values: { items: [{ value: REGION }] } },
          { key: 'aws:securetransport', values: { items: [{ value: 'true' }] } },
        ]),
      },
    },
  });
});

test('tells which statement denies it', async () => {
  await put({
    Sid: 'Never',
    Effect: 'Deny',
    Action: 's3:Get*',
    Resource: 'arn:aws:s3:::data/*',
    Condition: { Bool: { 'aws:SecureTransport': 'true' } },
  });
  expect(await decode(await denied())).toMatchObject({
    allowed: false,
    explicitDeny: true,
    matchedStatements: {
      items: [
        {
          statementId: 'Never',
          effect: 'DENY',
          principals: { items: [{ value: expect.stringMatching(/^AIDA/) }] },
          principalGroups: { items: [] },
          actions: { items: [{ value: 's3:Get*' }] },
          resources: { items: [{ value: 'arn:aws:s3:::data/*' }] },
          conditions: { items: [{ key: 'aws:SecureTransport', values: { items: [{ value: 'true' }] } }] },
        },
      ],
    },
  });
});

test.each(['x', 'nothing-of-ours', 'A'.repeat(200)])('%s was encoded nowhere', async (EncodedMessage) => {
  await expect(decode(EncodedMessage)).rejects.toMatchObject({
    name: 'InvalidAuthorizationMessageException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('a message that was changed is none', async () => {
  const encoded = await denied();
  const middle = Math.floor(encoded.length / 2);
  const other = encoded[middle] === 'A' ? 'B' : 'A';
  const changed = encoded.slice(0, middle) + other + encoded.slice(middle + 1);
  await expect(decode(changed)).rejects.toMatchObject({ name: 'InvalidAuthorizationMessageException' });
});

test('it is for those who may decode', async () => {
  const EncodedMessage = await denied();
  const ask = () => new STSClient(configuration()).send(new DecodeAuthorizationMessageCommand({ EncodedMessage }));
  await expect(ask()).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('is not authorized to perform: sts:DecodeAuthorizationMessage on resource: *'),
  });
  await put({ Effect: 'Allow', Action: 'sts:DecodeAuthorizationMessage', Resource: '*' });
  await expect(ask()).resolves.toMatchObject({ DecodedMessage: expect.stringContaining('"allowed":false') });
});

test('a message can be decoded after a restart', async () => {
  const encoded = await denied();
  local = await local.restart();
  expect(await decode(encoded)).toMatchObject({ allowed: false });
});

test('what is allowed, and what fails for another reason, has none', async () => {
  const { endpoint } = local.rehearsal;
  expect((await fetch(`${endpoint}/data/a`)).headers.get(HEADER)).toBeNull();
  const error: unknown = await local
    .client(S3Client)
    .send(new GetObjectCommand({ Bucket: 'data', Key: 'none' }))
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: 'NoSuchKey' });
  expect(error).not.toMatchObject({ $response: { headers: { [HEADER]: expect.anything() } } });
});
