import * as sdk from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html */

let local: TestRehearsal;
let bound: sdk.IAMClient;
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const all = { Action: '*', Resource: '*' };
const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
const PolicyArn = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
const RoleName = 'worker';
const UserName = 'person';

/** Somebody who may do all that `condition` says nothing against. */
async function who(name: string, condition: object): Promise<sdk.IAMClient> {
  const client = local.client(sdk.IAMClient);
  await client.send(new sdk.CreateUserCommand({ UserName: name }));
  const PolicyDocument = document({ ...all, Effect: 'Allow' }, { ...all, Effect: 'Deny', Condition: condition });
  await client.send(new sdk.PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument }));
  const { AccessKey: key } = await client.send(new sdk.CreateAccessKeyCommand({ UserName: name }));
  return new sdk.IAMClient({
    region: 'us-east-1',
    endpoint: local.rehearsal.endpoint,
    credentials: keysOf(key),
    maxAttempts: 1,
  });
}

beforeAll(async () => {
  local = await startTestRehearsal([iam], { enforce: 'deny' });
  const client = local.client(sdk.IAMClient);
  const PolicyDocument = document({ ...all, Effect: 'Allow' });
  const PermissionsBoundary = PolicyArn;
  await client.send(new sdk.CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument }));
  await client.send(new sdk.CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, PermissionsBoundary }));
  await client.send(new sdk.CreateUserCommand({ UserName, PermissionsBoundary }));
  bound = await who('unbounded', { ArnEquals: { 'iam:PermissionsBoundary': PolicyArn } });
});
afterAll(() => local.stop());

const PolicyName = 'own';
const denied = { name: 'AccessDenied' };
const without = [
  new sdk.TagRoleCommand({ RoleName, Tags: [{ Key: 'a', Value: 'b' }] }),
  new sdk.UntagRoleCommand({ RoleName, TagKeys: ['a'] }),
  new sdk.ListRoleTagsCommand({ RoleName }),
  new sdk.ListRolePoliciesCommand({ RoleName }),
  new sdk.ListAttachedRolePoliciesCommand({ RoleName }),
  new sdk.GetUserCommand({ UserName }),
  new sdk.TagUserCommand({ UserName, Tags: [{ Key: 'a', Value: 'b' }] }),
  new sdk.CreateAccessKeyCommand({ UserName }),
  new sdk.ListUserPoliciesCommand({ UserName }),
];
const withKey = [
  new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn }),
  new sdk.CreateRoleCommand({ RoleName: 'b', AssumeRolePolicyDocument: trust, PermissionsBoundary: PolicyArn }),
  new sdk.DeleteRoleCommand({ RoleName }),
  new sdk.DeleteRolePermissionsBoundaryCommand({ RoleName }),
  new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName }),
  new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn }),
  new sdk.GetRoleCommand({ RoleName }),
  new sdk.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }),
  new sdk.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document({ ...all, Effect: 'Allow' }) }),
  new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }),
  new sdk.UpdateRoleCommand({ RoleName }),
  new sdk.UpdateRoleDescriptionCommand({ RoleName, Description: 'x' }),
  new sdk.AttachUserPolicyCommand({ UserName, PolicyArn }),
  new sdk.CreateUserCommand({ UserName: 'b', PermissionsBoundary: PolicyArn }),
  new sdk.DeleteUserPermissionsBoundaryCommand({ UserName }),
  new sdk.DeleteUserPolicyCommand({ UserName, PolicyName }),
  new sdk.DetachUserPolicyCommand({ UserName, PolicyArn }),
  new sdk.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: PolicyArn }),
  new sdk.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: document({ ...all, Effect: 'Allow' }) }),
];
const named = <C extends object>(commands: readonly C[]) =>
  commands.map((command) => [command.constructor.name, command] as const);
const send = (client: sdk.IAMClient, command: object) => client.send(command as sdk.GetRoleCommand);

test.each(named(without))('%s has no iam:PermissionsBoundary', async (_name, command) => {
  await send(bound, command);
});

test.each(named(withKey))('%s has iam:PermissionsBoundary', async (_name, command) => {
  await expect(send(bound, command)).rejects.toMatchObject(denied);
});

test('iam:PolicyARN is of what attaches and detaches, and not of what is done to the policy', async () => {
  const client = await who('detached', { ArnEquals: { 'iam:PolicyARN': PolicyArn } });
  await expect(client.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn }))).rejects.toMatchObject(denied);
  await expect(client.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn }))).rejects.toMatchObject(denied);
  await client.send(new sdk.GetPolicyCommand({ PolicyArn }));
});
