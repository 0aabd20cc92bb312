import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { assumeRole } from '../../../rehearsal/kernel/assume-role.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
const arn = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
const role = (RoleName: string, Principal: unknown, Condition?: unknown) =>
  local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...(Condition === undefined ? {} : { Condition }) },
        ],
      }),
    }),
  );
const assume = (RoleName: string, more: object = {}) =>
  local.client(STSClient).send(new AssumeRoleCommand({ RoleArn: arn(RoleName), RoleSessionName: 'test', ...more }));

beforeAll(async () => {
  local = await startTestRehearsal([sts, iam]);
});
afterAll(() => local.stop());

test('a role that trusts the account is assumed, and the session says who it is', async () => {
  await role('of-account', { AWS: ACCOUNT }, { Null: { 'sts:ExternalId': 'true' } });
  const { Credentials: keys, AssumedRoleUser: user } = await assume('of-account');
  expect(user?.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/of-account/test`);
  const client = new STSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: sessionKeysOf(keys),
  });
  expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: user?.Arn,
    UserId: expect.stringMatching(/^AROA[A-Z0-9]{17}:test$/),
  });
});

test('an external id is refused where the trust policy wants none', async () => {
  await expect(assume('of-account', { ExternalId: 'x' })).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('a session ends when its time is over', async () => {
  const { Credentials: keys } = await assume('of-account', { DurationSeconds: 900 });
  const client = local.rehearsal.kernel.clients.withKeys(STSClient, sessionKeysOf(keys), REGION);
  await client.send(new GetCallerIdentityCommand({}));
  await local.clock.advance(901_000);
  await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
});

describe('refused with the error of AWS is', () => {
  const denied = (RoleName: string) => ({
    name: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:user/developer is not authorized to perform: sts:AssumeRole on resource: ${arn(RoleName)}`,
    $metadata: expect.objectContaining({ httpStatusCode: 403 }),
  });
  test('a role that does not exist', () => expect(assume('none')).rejects.toMatchObject(denied('none')));
  test('a role of a service', async () => {
    await role('of-service', { Service: 'codebuild.amazonaws.com' });
    await expect(assume('of-service')).rejects.toMatchObject(denied('of-service'));
  });
  test('a longer session than the role allows', () =>
    expect(assume('of-account', { DurationSeconds: 7200 })).rejects.toMatchObject({ name: 'ValidationError' }));
});

test('a service assumes a role only on behalf of the resource that the trust policy names', async () => {
  await role(
    'of-build',
    { Service: 'codebuild.amazonaws.com' },
    {
      StringEquals: { 'aws:SourceAccount': ACCOUNT },
      ArnEquals: { 'aws:SourceArn': 'arn:aws:codebuild:eu-west-1:1:project/a' },
    },
  );
  const scope = local.rehearsal.kernel.scope(REGION);
  const ask = (sourceArn: string, service = 'codebuild.amazonaws.com') =>
    assumeRole(scope, { roleArn: arn('of-build'), sessionName: 'build', service, sourceArn });
  expect((await ask('arn:aws:codebuild:eu-west-1:1:project/a')).accessKeyId).toMatch(/^ASIA/);
  await expect(ask('arn:aws:codebuild:eu-west-1:1:project/b')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(ask('arn:aws:codebuild:eu-west-1:1:project/a', 'lambda.amazonaws.com')).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

test('a user gets session credentials of its own', async () => {
  const { Credentials } = await local.client(STSClient).send(new GetSessionTokenCommand({}));
  expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
});
