import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Keys } from '../../../rehearsal/kernel/clients.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([iam, sts]);
});
afterAll(() => local.stop());

const arn = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
const EVERY = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
const trusting = async (RoleName: string, Condition: object = {}, Action: string[] = EVERY) => {
  const statement = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action, Condition };
  await local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      Tags: [{ Key: 'kept', Value: 'by-us' }],
    }),
  );
};
async function assume(
  role: string,
  more: Partial<AssumeRoleCommandInput> = {},
  as: Keys = local.rehearsal.credentials,
) {
  const { accessKeyId, secretAccessKey, sessionToken } = as;
  const client = new STSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    maxAttempts: 1,
  });
  const answer = await client.send(new AssumeRoleCommand({ RoleArn: arn(role), RoleSessionName: 'work', ...more }));
  const keys: Keys = sessionKeysOf(answer.Credentials);
  const { kernel } = local.rehearsal;
  const principal = kernel.principals.find(keys.accessKeyId)?.principal;
  if (principal === undefined) throw new Error('STS answered keys of nobody');
  return { keys, sourceIdentity: answer.SourceIdentity, principal };
}
const tags = (given: Record<string, string>) => Object.entries(given).map(([Key, Value]) => ({ Key, Value }));

describe('a trust policy may ask', () => {
  const identity = { SourceIdentity: 'ana' };
  test.each<[string, object, Partial<AssumeRoleCommandInput>]>([
    ['sts:SourceIdentity', { StringEquals: { 'sts:SourceIdentity': 'ana' } }, identity],
    ['aws:CurrentTime', { DateLessThan: { 'aws:CurrentTime': '2099-01-01T00:00:00Z' } }, {}],
    ['aws:EpochTime', { NumericLessThan: { 'aws:EpochTime': '4070908800' } }, {}],
    ['aws:SourceIp', { IpAddress: { 'aws:SourceIp': '127.0.0.1/32' } }, {}],
    ['aws:ViaAWSService', { Bool: { 'aws:ViaAWSService': 'false' } }, {}],
    ['aws:RequestedRegion', { StringEquals: { 'aws:RequestedRegion': REGION } }, {}],
    ['aws:ResourceTag', { StringEquals: { 'aws:ResourceTag/kept': 'by-us' } }, {}],
    [
      'sts:TransitiveTagKeys',
      { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': 'team' } },
      { Tags: tags({ team: 'a' }), TransitiveTagKeys: ['team'] },
    ],
    ['the absence of MFA', { Null: { 'aws:MultiFactorAuthPresent': 'true' } }, {}],
  ])('%s', async (name, condition, more) => {
    const role = name.replace(/\W/g, '');
    await trusting(role, condition);
    await expect(assume(role, more)).resolves.toBeDefined();
  });
  test.each<[string, object, Partial<AssumeRoleCommandInput>]>([
    ['another source identity', { StringEquals: { 'sts:SourceIdentity': 'ben' } }, identity],
    ['the source identity of a caller that has none', { StringEquals: { 'aws:SourceIdentity': 'ana' } }, identity],
    ['an earlier time', { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }, {}],
    ['another address', { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } }, {}],
  ])('for %s, and then refuses', async (name, condition, more) => {
    const role = `no${name.replace(/\W/g, '')}`;
    await trusting(role, condition);
    await expect(assume(role, more)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('a source identity', () => {
  beforeAll(async () => {
    await trusting('first');
    await trusting('second');
    await trusting('third', { StringEquals: { 'aws:SourceIdentity': 'ana' } });
    await trusting('mute', {}, ['sts:AssumeRole']);
  });
  test('persists from role to role', async () => {
    const first = await assume('first', { SourceIdentity: 'ana' });
    const second = await assume('second', {}, first.keys);
    expect(second.sourceIdentity).toBe('ana');
    const third = await assume('third', {}, second.keys);
    expect(third.principal.sourceIdentity).toBe('ana');
  });
  test('may be named again, and not be changed', async () => {
    const first = await assume('first', { SourceIdentity: 'ana' });
    expect((await assume('second', { SourceIdentity: 'ana' }, first.keys)).sourceIdentity).toBe('ana');
    await expect(assume('second', { SourceIdentity: 'ben' }, first.keys)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: sts:SetSourceIdentity'),
    });
  });
  test('is for roles that let it be set', async () => {
    const first = await assume('first', { SourceIdentity: 'ana' });
    await expect(assume('mute', {}, first.keys)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: sts:SetSourceIdentity'),
    });
    await expect(assume('mute', {}, (await assume('first')).keys)).resolves.toMatchObject({
      sourceIdentity: undefined,
    });
  });
});

describe('session tags', () => {
  const TAGGED = { Tags: tags({ team: 'a', cost: '1' }), TransitiveTagKeys: ['team'] };
  beforeAll(async () => {
    await trusting('tagged');
    await trusting('ofTeam', { StringEquals: { 'aws:PrincipalTag/team': 'a' } });
    await trusting('untagged', {}, ['sts:AssumeRole']);
  });
  test('persist from role to role where they are transitive', async () => {
    const first = await assume('tagged', TAGGED);
    expect(first.principal.sessionTags).toEqual({ team: 'a', cost: '1' });
    const second = await assume('tagged', { Tags: tags({ cost: '2' }) }, first.keys);
    expect(second.principal.sessionTags).toEqual({ team: 'a', cost: '2' });
    const third = await assume('ofTeam', {}, second.keys);
    expect(third.principal.sessionTags).toEqual({ team: 'a' });
  });
  test('that are transitive are not set anew', async () => {
    const first = await assume('tagged', TAGGED);
    await expect(assume('tagged', { Tags: tags({ Team: 'b' }) }, first.keys)).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
  test('are transitive only where they are given', async () => {
    await expect(assume('tagged', { TransitiveTagKeys: ['team'] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });
  test('are for roles that let sessions be tagged, the inherited ones too', async () => {
    const first = await assume('tagged', TAGGED);
    await expect(assume('untagged', {}, first.keys)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('is not authorized to perform: sts:TagSession'),
    });
    await expect(assume('untagged', {}, (await assume('tagged')).keys)).resolves.toBeDefined();
  });
});
