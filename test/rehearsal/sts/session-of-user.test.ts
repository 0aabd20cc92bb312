import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calledVia } from '../../../rehearsal/kernel/principal.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { keysOf, sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([iam, s3, sts], { enforce: 'deny' });
});
afterAll(() => local.stop());

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}
type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  forcePathStyle: boolean;
}) => C;
const as = <C>(clientClass: ClientClass<C>, credentials: Omit<Keys, 'sessionToken'>): C =>
  new clientClass({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials,
    maxAttempts: 1,
    forcePathStyle: true,
  });
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** A new user with these rights: its own keys, and those of a session. */
async function user(UserName: string, ...statements: object[]) {
  const client = local.client(IAMClient);
  await client.send(new CreateUserCommand({ UserName }));
  const put = (...given: object[]) =>
    client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document(...given) }));
  await put(...statements);
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const own = keysOf(AccessKey);
  const session = async () =>
    sessionKeysOf((await as(STSClient, own).send(new GetSessionTokenCommand({}))).Credentials);
  return { own, session, put };
}

describe('a session that a user began without MFA', () => {
  let keys: Keys;
  beforeAll(async () => {
    const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
    await local.client(IAMClient).send(new CreateRoleCommand({ RoleName: 'work', AssumeRolePolicyDocument: trust }));
    keys = await (await user('ana', everything)).session();
  });

  test('may do what its user may', async () => {
    await expect(as(S3Client, keys).send(new ListBucketsCommand({}))).resolves.toBeDefined();
  });
  test('knows who it is, and assumes roles', async () => {
    const { Arn } = await as(STSClient, keys).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:iam::${ACCOUNT}:user/ana`);
    const assume = new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/work`, RoleSessionName: 'work' });
    await expect(as(STSClient, keys).send(assume)).resolves.toBeDefined();
  });
  test('is no credential for IAM', async () => {
    await expect(as(IAMClient, keys).send(new ListUsersCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      message: 'The security token included in the request is invalid.',
      $metadata: { httpStatusCode: 403 },
    });
  });
  test('nor is it where a service acts with its rights', async () => {
    const { kernel } = local.rehearsal;
    const principal = kernel.principals.find(keys.accessKeyId)?.principal;
    if (principal === undefined) throw new Error('Nobody has these keys');
    const client = kernel.clients.as(IAMClient, calledVia(principal, 'cloudformation.amazonaws.com'), REGION);
    await expect(client.send(new ListUsersCommand({}))).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
  test('calls nothing else of STS', async () => {
    const refused = (operation: string) => ({
      name: 'AccessDenied',
      message: `Cannot call ${operation} with session credentials`,
    });
    const client = as(STSClient, keys);
    await expect(client.send(new GetSessionTokenCommand({}))).rejects.toMatchObject(refused('GetSessionToken'));
    const info = new GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId });
    await expect(client.send(info)).rejects.toMatchObject(refused('GetAccessKeyInfo'));
    const decode = new DecodeAuthorizationMessageCommand({ EncodedMessage: 'x' });
    await expect(client.send(decode)).rejects.toMatchObject(refused('DecodeAuthorizationMessage'));
  });
});

test('aws:MultiFactorAuthPresent is false for temporary credentials, and absent for the keys of a user', async () => {
  const list = { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' };
  const { own, session, put } = await user('ben', {
    ...list,
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } },
  });
  const ask = (keys: Omit<Keys, 'sessionToken'>) => as(S3Client, keys).send(new ListBucketsCommand({}));
  const keys = await session();
  await expect(ask(own)).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(ask(keys)).resolves.toBeDefined();
  await put({ ...list, Condition: { Null: { 'aws:MultiFactorAuthPresent': 'true' } } });
  await expect(ask(own)).resolves.toBeDefined();
  await expect(ask(keys)).rejects.toMatchObject({ name: 'AccessDenied' });
});

describe('a Deny of tokens that were issued before now', () => {
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html */
  const revoke = () => ({
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': new Date(local.clock.now()).toISOString() } },
  });
  const ask = (keys: Omit<Keys, 'sessionToken'>) => as(S3Client, keys).send(new ListBucketsCommand({}));

  test('ends the sessions of a role, and none that begins later', async () => {
    const client = local.client(IAMClient);
    const trust = document({ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' });
    await client.send(new CreateRoleCommand({ RoleName: 'leaked', AssumeRolePolicyDocument: trust }));
    const put = (PolicyName: string, ...statements: object[]) =>
      client.send(
        new PutRolePolicyCommand({ RoleName: 'leaked', PolicyName, PolicyDocument: document(...statements) }),
      );
    await put('own', everything);
    const assume = async () =>
      sessionKeysOf(
        (
          await local
            .client(STSClient)
            .send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/leaked`, RoleSessionName: 'work' }))
        ).Credentials,
      );
    const before = await assume();
    await expect(ask(before)).resolves.toBeDefined();
    await local.clock.advance(1_000);
    await put('AWSRevokeOlderSessions', revoke());
    await expect(ask(before)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('with an explicit deny in an identity-based policy'),
    });
    await local.clock.advance(1_000);
    await expect(ask(await assume())).resolves.toBeDefined();
  });

  test('ends those of a user, whose own keys it does not concern', async () => {
    const { own, session, put } = await user('eve', everything);
    const keys = await session();
    await local.clock.advance(1_000);
    await put(everything, revoke());
    await expect(ask(keys)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(ask(own)).resolves.toBeDefined();
  });
});
