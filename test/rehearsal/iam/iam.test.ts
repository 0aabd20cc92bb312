import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteRoleCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { iam as service } from '../../../rehearsal/services/iam/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let iam: IAMClient;
const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const rights = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});
const role = (RoleName: string, more: object = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, ...more }));

beforeAll(async () => {
  local = await startTestRehearsal([service, sts]);
  iam = local.client(IAMClient);
});
afterAll(() => local.stop());

test('a role is kept as it was made, in every region', async () => {
  await role('reader', {
    Path: '/team/',
    Description: 'reads',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'a', Value: 'b' }],
  });
  const { Role: found } = await local.client(IAMClient, 'us-east-1').send(new GetRoleCommand({ RoleName: 'reader' }));
  expect(found).toMatchObject({
    Arn: `arn:aws:iam::${ACCOUNT}:role/team/reader`,
    RoleId: expect.stringMatching(/^AROA/),
    MaxSessionDuration: 7200,
    Description: 'reads',
    Tags: [{ Key: 'a', Value: 'b' }],
    CreateDate: new Date(local.clock.now()),
  });
  expect(JSON.parse(decodeURIComponent(found?.AssumeRolePolicyDocument ?? ''))).toEqual(JSON.parse(trust));
  await expect(role('reader')).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
  await expect(iam.send(new GetRoleCommand({ RoleName: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: 'The role with name none cannot be found.',
    $metadata: { httpStatusCode: 404 },
  });
});

test.each([
  ['no JSON', '{'],
  ['a resource in a trust policy', trust.replace('"Action"', '"Resource":"*","Action"')],
  ['an unknown element', trust.replace('"Action"', '"Nope":1,"Action"')],
  ['an action without a service', trust.replace('sts:AssumeRole', 'AssumeRole')],
])('%s is a malformed policy', async (_what, AssumeRolePolicyDocument) => {
  await expect(role('bad', { AssumeRolePolicyDocument })).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
  });
});

describe('a policy that is larger than IAM takes', () => {
  /** So many characters, and blanks, which do not count. */
  const statementOf = (characters: number, more: object = {}) => {
    const document = (Sid: string) => ({
      Version: '2012-10-17',
      Statement: [{ Sid, Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...more }],
    });
    const rest = characters - JSON.stringify(document('')).length;
    return JSON.stringify(document('x'.repeat(rest)), undefined, 4);
  };

  test('as a managed policy', async () => {
    const create = (PolicyName: string, characters: number) =>
      iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: statementOf(characters) }));
    await expect(create('full', 6144)).resolves.toMatchObject({ Policy: { PolicyName: 'full' } });
    await expect(create('over', 6145)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for PolicySize: 6144',
    });
  });

  test('as the policies in a role, together', async () => {
    await role('stuffed');
    const put = (PolicyName: string, characters: number) =>
      iam.send(new PutRolePolicyCommand({ RoleName: 'stuffed', PolicyName, PolicyDocument: statementOf(characters) }));
    await put('a', 6000);
    await put('b', 4240);
    await expect(put('c', 200)).rejects.toMatchObject({
      message: 'Maximum policy size of 10240 bytes exceeded for role stuffed',
    });
    await expect(put('b', 4000)).resolves.toBeDefined();
  });

  test('as a trust policy', async () => {
    const { Statement } = JSON.parse(trust);
    const AssumeRolePolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: Array.from({ length: 40 }, () => Statement[0]),
    });
    await expect(role('trusted', { AssumeRolePolicyDocument })).rejects.toMatchObject({
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    });
  });
});

test('a role with policies is not deleted', async () => {
  await role('holder');
  await iam.send(new PutRolePolicyCommand({ RoleName: 'holder', PolicyName: 'p', PolicyDocument: rights }));
  const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName: 'holder', PolicyName: 'p' }));
  expect(decodeURIComponent(PolicyDocument ?? '')).toBe(rights);
  await expect(iam.send(new DeleteRoleCommand({ RoleName: 'holder' }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
  });
});

test('AWS-managed policies are attached, unknown ones are not', async () => {
  await role('attached');
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn }));
  expect((await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: 'attached' }))).AttachedPolicies).toEqual([
    { PolicyArn, PolicyName: 'AWSLambdaBasicExecutionRole' },
  ]);
  expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy).toMatchObject({
    Path: '/service-role/',
    AttachmentCount: 1,
  });
  const none = `arn:aws:iam::${ACCOUNT}:policy/none`;
  await expect(iam.send(new AttachRolePolicyCommand({ RoleName: 'attached', PolicyArn: none }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
});

test('a managed policy has at most five versions', async () => {
  const { Policy: policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'versions', PolicyDocument: rights }),
  );
  const version = () =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn: policy?.Arn, PolicyDocument: rights, SetAsDefault: true }));
  for (let count = 2; count <= 5; count++) await version();
  await expect(version()).rejects.toMatchObject({ name: 'LimitExceededException' });
  const { PolicyVersion: found } = await iam.send(
    new GetPolicyVersionCommand({ PolicyArn: policy?.Arn, VersionId: 'v5' }),
  );
  expect(found?.IsDefaultVersion).toBe(true);
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn: policy?.Arn }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
  });
});

test("a user's access key works until it is deleted", async () => {
  await iam.send(new CreateUserCommand({ UserName: 'ann' }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'ann' }));
  const client = new STSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: keysOf(key),
    maxAttempts: 1,
  });
  expect((await client.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/ann`);
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'ann', AccessKeyId: key?.AccessKeyId }));
  await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('the person at the keyboard is a user', async () => {
  expect((await iam.send(new GetUserCommand({}))).User?.UserName).toBe('developer');
});

test('roles are listed in pages', async () => {
  for (const name of ['p1', 'p2', 'p3']) await role(name, { Path: '/paged/' });
  const first = await iam.send(new ListRolesCommand({ PathPrefix: '/paged/', MaxItems: 2 }));
  expect(first).toMatchObject({ IsTruncated: true });
  const second = await iam.send(new ListRolesCommand({ PathPrefix: '/paged/', Marker: first.Marker }));
  expect([...(first.Roles ?? []), ...(second.Roles ?? [])].map((one) => one.RoleName)).toEqual(['p1', 'p2', 'p3']);
});
