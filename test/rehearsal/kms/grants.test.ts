import { CreateAccessKeyCommand, CreateUserCommand, IAMClient, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateGrantCommand,
  type CreateGrantCommandInput,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  KMSClient,
  ListGrantsCommand,
  PutKeyPolicyCommand,
  RetireGrantCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms as service } from '../../../rehearsal/services/kms/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let administrator: KMSClient;
beforeAll(async () => {
  local = await startTestRehearsal([iam, service], { enforce: 'deny' });
  administrator = local.client(KMSClient);
});
afterAll(() => local.stop());

const DENIED = { name: 'AccessDeniedException' };
const app = { app: 'students' };
const newKey = async () => (await administrator.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
const grant = (KeyId: string, GranteePrincipal: string, more: Partial<CreateGrantCommandInput>) =>
  administrator.send(new CreateGrantCommand({ KeyId, GranteePrincipal, Operations: ['Decrypt'], ...more }));
const grantsOf = async (KeyId: string) => (await administrator.send(new ListGrantsCommand({ KeyId }))).Grants ?? [];

/** A new user who may do what the statements say, and a client with a key of the user's. */
async function user(UserName: string, ...statements: object[]) {
  const users = local.client(IAMClient);
  await users.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (statements.length > 0)
    await users.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  const { AccessKey: key } = await users.send(new CreateAccessKeyCommand({ UserName }));
  const client = new KMSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: keysOf(key),
    maxAttempts: 1,
  });
  return { client, arn: `arn:aws:iam::${ACCOUNT}:user/${UserName}` };
}

test('the right to retire grants of one key retires none of another', async () => {
  const [own, other] = [await newKey(), await newKey()];
  const eve = await user('eve', { Effect: 'Allow', Action: 'kms:RetireGrant', Resource: own });
  const { GrantId, GrantToken } = await grant(other, `arn:aws:iam::${ACCOUNT}:user/somebody`, {});
  await expect(eve.client.send(new RetireGrantCommand({ KeyId: own, GrantId }))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await expect(eve.client.send(new RetireGrantCommand({ KeyId: own, GrantToken }))).rejects.toBeDefined();
  await expect(eve.client.send(new RetireGrantCommand({ GrantToken }))).rejects.toMatchObject(DENIED);
  await expect(eve.client.send(new RetireGrantCommand({ KeyId: other, GrantId }))).rejects.toMatchObject(DENIED);
  expect(await grantsOf(other)).toHaveLength(1);
  const kept = await grant(own, `arn:aws:iam::${ACCOUNT}:user/somebody`, {});
  await eve.client.send(new RetireGrantCommand({ KeyId: own, GrantId: kept.GrantId }));
  expect(await grantsOf(own)).toEqual([]);
});

test('a grant names who retires it: its retiring principal, and its grantee where it says so', async () => {
  const KeyId = await newKey();
  const [retirer, grantee] = [await user('retirer'), await user('grantee')];
  const retire = (as: KMSClient, GrantToken: string | undefined) => as.send(new RetireGrantCommand({ GrantToken }));

  const named = await grant(KeyId, grantee.arn, { RetiringPrincipal: retirer.arn });
  await expect(retire(grantee.client, named.GrantToken)).rejects.toMatchObject(DENIED);
  const another = await grant(KeyId, grantee.arn, { Operations: ['Decrypt', 'RetireGrant'] });
  await expect(retire(grantee.client, named.GrantToken)).rejects.toMatchObject(DENIED);
  await expect(retire(retirer.client, another.GrantToken)).rejects.toMatchObject(DENIED);
  await retire(retirer.client, named.GrantToken);
  await retire(grantee.client, another.GrantToken);
  expect(await grantsOf(KeyId)).toEqual([]);
});

test('a key policy has no say in who retires a grant', async () => {
  const KeyId = await newKey();
  const keeper = await user('keeper');
  const statement = (Principal: string) => ({
    Effect: 'Allow',
    Principal: { AWS: Principal },
    Action: 'kms:*',
    Resource: '*',
  });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [statement(keeper.arn), statement(`arn:aws:iam::${ACCOUNT}:root`)],
  });
  await administrator.send(new PutKeyPolicyCommand({ KeyId, Policy }));
  await keeper.client.send(new DescribeKeyCommand({ KeyId }));
  const { GrantId } = await grant(KeyId, `arn:aws:iam::${ACCOUNT}:user/somebody`, {});
  await expect(keeper.client.send(new RetireGrantCommand({ KeyId, GrantId }))).rejects.toMatchObject(DENIED);
});

test('who may create grants by a grant creates none that is wider', async () => {
  const KeyId = await newKey();
  const lender = await user('lender');
  const lend = (more: Partial<CreateGrantCommandInput>) =>
    lender.client.send(
      new CreateGrantCommand({ KeyId, GranteePrincipal: lender.arn, Operations: ['Decrypt'], ...more }),
    );
  await grant(KeyId, lender.arn, { Operations: ['Encrypt', 'CreateGrant'] });
  await expect(lend({ Operations: ['Encrypt', 'Decrypt'] })).rejects.toMatchObject(DENIED);

  const Constraints = { EncryptionContextSubset: app };
  await grant(KeyId, lender.arn, { Operations: ['Decrypt', 'CreateGrant'], Constraints });
  await expect(lend({})).rejects.toMatchObject(DENIED);
  await expect(lend({ Operations: ['Decrypt', 'Encrypt'], Constraints })).rejects.toMatchObject(DENIED);
  await lend({ Constraints });
  await lend({ Constraints: { EncryptionContextEquals: { ...app, more: '1' } } });
  expect(await grantsOf(KeyId)).toHaveLength(4);
});

test('a constraint is about operations with an encryption context, and about no others', async () => {
  const KeyId = await newKey();
  const reader = await user('reader');
  await grant(KeyId, reader.arn, {
    Operations: ['Decrypt', 'DescribeKey'],
    Constraints: { EncryptionContextEquals: app },
  });
  await reader.client.send(new DescribeKeyCommand({ KeyId }));
  const sealed = async (EncryptionContext: Record<string, string>) => ({
    EncryptionContext,
    CiphertextBlob: (
      await administrator.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('x'), EncryptionContext }))
    ).CiphertextBlob,
  });
  await reader.client.send(new DecryptCommand(await sealed(app)));
  await reader.client.send(new DecryptCommand(await sealed({ App: 'students' })));
  for (const context of [{}, { app: 'other' }, { ...app, more: '1' }])
    await expect(reader.client.send(new DecryptCommand(await sealed(context)))).rejects.toMatchObject(DENIED);
});
