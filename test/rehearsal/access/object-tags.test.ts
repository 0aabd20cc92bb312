import { AttachRolePolicyCommand, CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/* https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html */

let local: TestRehearsal;
const Bucket = 'data';
beforeAll(async () => {
  local = await startTestRehearsal([iam, s3, sts], { enforce: 'deny' });
  const client = local.client(S3Client);
  await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
});
afterAll(() => local.stop());

const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const all = { Effect: 'Allow', Action: '*', Resource: '*' };
const onlyIf = (key: string, value: string | string[]) => ({ Condition: { StringEquals: { [key]: value } } });

/** S3 as a new role with these statements sees it. */
async function role(RoleName: string, ...statements: object[]): Promise<S3Client> {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const client = local.client(IAMClient);
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  if (statements.length > 0) {
    const PolicyDocument = document(...statements);
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  }
  const { Credentials: keys } = await local
    .client(STSClient)
    .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`, RoleSessionName: 'work' }));
  const credentials = sessionKeysOf(keys);
  return new S3Client({ region: REGION, endpoint: local.rehearsal.endpoint, credentials, maxAttempts: 1 });
}
const put = (Key: string, Tagging?: string) =>
  local.client(S3Client).send(new PutObjectCommand({ Bucket, Key, Body: 'x', Tagging }));
const denied = { message: expect.stringMatching(/s3:\w+ on resource: .*(explicit deny|no identity-based policy)/) };

test('CodeDeploy’s managed role reads the revisions that are tagged for it, and no others', async () => {
  await put('tagged', 'UseWithCodeDeploy=true');
  await put('other', 'UseWithCodeDeploy=false');
  const client = await role('codedeploy');
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambdaLimited';
  await local.client(IAMClient).send(new AttachRolePolicyCommand({ RoleName: 'codedeploy', PolicyArn }));
  await client.send(new GetObjectCommand({ Bucket, Key: 'tagged' }));
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'other' }))).rejects.toMatchObject(denied);
});

test('the tags that count are those of the version that is asked for', async () => {
  const { VersionId } = await put('secret', 'secret=true');
  await put('secret');
  const client = await role('reader', all, {
    ...all,
    Effect: 'Deny',
    ...onlyIf('s3:ExistingObjectTag/secret', 'true'),
  });
  await client.send(new GetObjectCommand({ Bucket, Key: 'secret' }));
  await expect(client.send(new GetObjectCommand({ Bucket, Key: 'secret', VersionId }))).rejects.toMatchObject(denied);
  await expect(
    client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `data/secret?versionId=${VersionId}` })),
  ).rejects.toMatchObject(denied);
  await expect(client.send(new HeadObjectCommand({ Bucket, Key: 'secret', VersionId }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
  await expect(client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'secret', VersionId }))).rejects.toMatchObject(
    denied,
  );
});

test('which tags an object is given can be bounded, however it is given them', async () => {
  await put('plain');
  const client = await role('writer', all, {
    ...all,
    Effect: 'Deny',
    Action: ['s3:PutObject', 's3:PutObjectTagging'],
    ...onlyIf('s3:RequestObjectTag/class', 'open'),
  });
  const Tagging = 'class=open';
  await client.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: 'y', Tagging: 'class=closed' }));
  const opening = [
    new PutObjectCommand({ Bucket, Key: 'plain', Body: 'y', Tagging }),
    new PutObjectTaggingCommand({ Bucket, Key: 'plain', Tagging: { TagSet: [{ Key: 'class', Value: 'open' }] } }),
    new CreateMultipartUploadCommand({ Bucket, Key: 'plain', Tagging }),
    new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'data/plain', TaggingDirective: 'REPLACE', Tagging }),
  ];
  for (const command of opening) await expect(client.send(command as PutObjectCommand)).rejects.toMatchObject(denied);
});

test('whoever may not tag uploads without tags only, in one part or in many', async () => {
  const client = await role('untagger', { ...all, Action: 's3:PutObject' });
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big' }));
  await expect(
    client.send(new CreateMultipartUploadCommand({ Bucket, Key: 'big', Tagging: 'a=b' })),
  ).rejects.toMatchObject(denied);
  await expect(
    client.send(new PutObjectCommand({ Bucket, Key: 'small', Body: 'x', Tagging: 'a=b' })),
  ).rejects.toMatchObject(denied);
});

test('the keys of the tags are one condition key', async () => {
  await put('listed');
  const client = await role('lister', all, {
    ...all,
    Effect: 'Deny',
    Condition: { 'ForAnyValue:StringNotEquals': { 's3:RequestObjectTagKeys': ['a'] } },
  });
  await client.send(new PutObjectCommand({ Bucket, Key: 'listed', Body: 'x', Tagging: 'a=1' }));
  await expect(
    client.send(new PutObjectCommand({ Bucket, Key: 'listed', Body: 'x', Tagging: 'a=1&b=2' })),
  ).rejects.toMatchObject(denied);
});

test('a bucket’s own tags count for costs only, until attribute-based access control is enabled for it', async () => {
  const Tagging = { TagSet: [{ Key: 'protected', Value: 'true' }] };
  await local.client(S3Client).send(new PutBucketTaggingCommand({ Bucket, Tagging }));
  await put('free');
  const client = await role('abac', all, { ...all, Effect: 'Deny', ...onlyIf('aws:ResourceTag/protected', 'true') });
  await client.send(new GetObjectCommand({ Bucket, Key: 'free' }));
});
