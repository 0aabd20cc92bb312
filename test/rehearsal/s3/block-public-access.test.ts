import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 as service } from '../../../rehearsal/services/s3/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const OTHER = '444455556666';

let local: TestRehearsal;
let s3: S3Client;
beforeAll(async () => {
  local = await startTestRehearsal([iam, service], { enforce: 'deny' });
  s3 = local.client(S3Client);
});
afterAll(() => local.stop());

const everybody = (Bucket: string) => ({
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: `arn:aws:s3:::${Bucket}/*`,
});
async function bucket(Bucket: string) {
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
}
const putPolicy = (Bucket: string, ...statements: object[]) =>
  s3.send(
    new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) }),
  );

test('a new bucket takes no public policy, until it is said to', async () => {
  await bucket('data');
  await expect(putPolicy('data', everybody('data'))).rejects.toMatchObject({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:user/developer is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::data" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    $metadata: { httpStatusCode: 403 },
  });
  await expect(s3.send(new GetBucketPolicyCommand({ Bucket: 'data' }))).rejects.toMatchObject({
    name: 'NoSuchBucketPolicy',
  });
  await putPolicy('data', { ...everybody('data'), Principal: { AWS: OTHER } });
  expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket: 'data' }))).PolicyStatus?.IsPublic).toBe(false);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: 'data' }));
  await putPolicy('data', everybody('data'));
  expect((await s3.send(new GetBucketPolicyStatusCommand({ Bucket: 'data' }))).PolicyStatus?.IsPublic).toBe(true);
});

test('a public policy under RestrictPublicBuckets lets in the account of the bucket, services of AWS, and no other', async () => {
  await bucket('shared');
  const restrict = (RestrictPublicBuckets: boolean) =>
    s3.send(
      new PutPublicAccessBlockCommand({ Bucket: 'shared', PublicAccessBlockConfiguration: { RestrictPublicBuckets } }),
    );
  const as = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
    new S3Client({
      region: REGION,
      endpoint: local.rehearsal.endpoint,
      credentials,
      maxAttempts: 1,
      forcePathStyle: true,
    });
  await local.client(IAMClient).send(new CreateUserCommand({ UserName: 'ana' }));
  const { AccessKey } = await local.client(IAMClient).send(new CreateAccessKeyCommand({ UserName: 'ana' }));
  const own = as(keysOf(AccessKey));
  const root = { kind: 'user', account: OTHER, arn: `arn:aws:iam::${OTHER}:root`, id: OTHER } as const;
  const other = as(local.rehearsal.kernel.principals.issueAccessKey(root));
  const read = new GetObjectCommand({ Bucket: 'shared', Key: 'k' });
  await restrict(false);
  await putPolicy('shared', everybody('shared'), { ...everybody('shared'), Principal: { AWS: OTHER } });
  await own.send(read);
  await other.send(read);

  await restrict(true);
  await own.send(read);
  await local.rehearsal.kernel.clients.asService(S3Client, 'logging.s3.amazonaws.com', REGION).send(read);
  await expect(other.send(read)).rejects.toMatchObject({ name: 'AccessDenied' });
  // What is not public is left as it is, for other accounts too.
  await putPolicy('shared', { ...everybody('shared'), Principal: { AWS: OTHER } });
  await other.send(read);
});
