import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { actingAs } from '../../helpers/bootstrap.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { buildRoleOf } from '../../pipeline/read-template.ts';
import { synthesize } from '../../pipeline/synthesize.ts';

/*
 * What the stages are deployed from is written by the step that has held it against its seal, and by nobody else, whatever their rights:
 * the policy of the artifact bucket, as the pipeline's stack has it.
 */

const Bucket = 'slipwaypipeline-artifacts';
const Key = 'slipway/Sealed/abc123';
const arnOf = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: ACCOUNT } }],
};
const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] };

/** The policy of the artifact bucket, with the two ARNs that the account would give. */
function bucketPolicy(): string {
  const template = synthesize();
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'))
    .map(({ Properties }) => Properties)
    .filter((one) => JSON.stringify(one).includes('/Sealed/'));
  const signer = buildRoleOf(template, 'slipway-Assets-Passport');
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, inner] = []] = entries;
    if (name === 'Fn::GetAtt') return inner[0] === signer ? arnOf('Passport') : `arn:aws:s3:::${Bucket}`;
    if (name === 'Fn::Join') return inner[1].map(resolved).join(inner[0]);
    return Object.fromEntries(entries.map(([key, one]) => [key, resolved(one)]));
  };
  return JSON.stringify(resolved(policy?.PolicyDocument));
}

let local: TestRehearsal;
let administrator: S3Client;
const as = async (role: string) => new S3Client(await actingAs(local, arnOf(role)));
const put = (Body: string) => new PutObjectCommand({ Bucket, Key, Body });

beforeAll(async () => {
  local = await startTestRehearsal([iam, s3, sts], { enforce: 'deny' });
  administrator = local.client(S3Client);
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  await administrator.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  for (const RoleName of ['Passport', 'Build']) {
    const roles = local.client(IAMClient);
    await roles.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const PolicyDocument = JSON.stringify(everything);
    await roles.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Rights', PolicyDocument }));
  }
  await administrator.send(new PutBucketPolicyCommand({ Bucket, Policy: bucketPolicy() }));
  await (await as('Passport')).send(put('what was built'));
}, 60_000);
afterAll(() => local.stop());

test.each(['Build', 'an administrator'])('%s cannot exchange it', async (who) => {
  const intruder = who === 'Build' ? await as(who) : administrator;
  const CopySource = `${Bucket}/slipway/Assembly/foreign`;
  await intruder.send(new PutObjectCommand({ Bucket, Key: 'slipway/Assembly/foreign', Body: 'foreign' }));
  const denied = { name: 'AccessDenied', message: expect.stringContaining('explicit deny in a resource-based policy') };
  await expect(intruder.send(put('foreign'))).rejects.toMatchObject(denied);
  await expect(intruder.send(new CopyObjectCommand({ Bucket, Key, CopySource }))).rejects.toMatchObject(denied);
  await expect(intruder.send(new CreateMultipartUploadCommand({ Bucket, Key }))).rejects.toMatchObject(denied);
  const { Body } = await administrator.send(new GetObjectCommand({ Bucket, Key }));
  expect(await Body?.transformToString()).toBe('what was built');
});
