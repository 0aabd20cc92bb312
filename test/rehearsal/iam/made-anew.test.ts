import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signedIn } from '../../../rehearsal/services/codecommit/sign-in.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms } from '../../../rehearsal/services/kms/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
const RoleName = 'again';
const PolicyName = 'own';
const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
beforeAll(async () => {
  local = await startTestRehearsal([iam, kms, s3, sts], { enforce: 'deny' });
  await make();
});
afterAll(() => local.stop());

async function make() {
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
  const client = local.client(IAMClient);
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: document(trust) }));
  const PolicyDocument = document({ Effect: 'Allow', Action: '*', Resource: '*' });
  await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
}
async function remove() {
  const client = local.client(IAMClient);
  await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  await client.send(new DeleteRoleCommand({ RoleName }));
}
async function session() {
  const assume = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/${RoleName}`,
    RoleSessionName: 'work',
  });
  const { Credentials: keys } = await local.client(STSClient).send(assume);
  return {
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: sessionKeysOf(keys),
    maxAttempts: 1,
  };
}

test('a session ends with its role, and does not come back with another role of the same name', async () => {
  const old = await session();
  const git = () => {
    const { accessKeyId, secretAccessKey, sessionToken } = old.credentials;
    const authorization = `Basic ${Buffer.from(`${accessKeyId}%${sessionToken}:${secretAccessKey}`).toString('base64')}`;
    return signedIn(local.rehearsal.kernel, { authorization, host: 'git', path: '/' });
  };
  const refused = async () => {
    const message = 'The security token included in the request is invalid.';
    await expect(new IAMClient(old).send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      message,
      $metadata: { httpStatusCode: 403 },
    });
    await expect(new STSClient(old).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(new KMSClient(old).send(new ListKeysCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message,
    });
    await expect(new S3Client(old).send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'InvalidToken' });
    expect(git()).toBeUndefined();
  };
  await new IAMClient(old).send(new ListUsersCommand({}));
  expect(git()).toBeDefined();
  await remove();
  await refused();
  await make();
  await refused();
  await new IAMClient(await session()).send(new ListUsersCommand({}));
});

test('what a service does with such a session has no rights either', async () => {
  const { access, principals, scope } = local.rehearsal.kernel;
  const { principal } = principals.find((await session()).credentials.accessKeyId) ?? {};
  if (principal === undefined) throw new Error('no session');
  const may = () => access.check(scope(REGION), principal, [{ action: 's3:ListAllMyBuckets', resource: '*' }]);
  expect(may()).toBeUndefined();
  await remove();
  await make();
  expect(may()).toMatchObject({ message: expect.stringContaining('no identity-based policy allows') });
});
