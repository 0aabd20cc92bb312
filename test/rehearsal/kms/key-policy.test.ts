import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  type CreateKeyCommandInput,
  DescribeKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms as service } from '../../../rehearsal/services/kms/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
let administrator: KMSClient;
let ana: KMSClient;
beforeAll(async () => {
  local = await startTestRehearsal([iam, service], { enforce: 'deny' });
  administrator = local.client(KMSClient);
  const users = local.client(IAMClient);
  await users.send(new CreateUserCommand({ UserName: 'ana' }));
  const { AccessKey: key } = await users.send(new CreateAccessKeyCommand({ UserName: 'ana' }));
  ana = new KMSClient({
    region: REGION,
    endpoint: local.rehearsal.endpoint,
    credentials: keysOf(key),
    maxAttempts: 1,
  });
});
afterAll(() => local.stop());

const ANA = `arn:aws:iam::${ACCOUNT}:user/ana`;
const statement = (principal: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: principal },
  Action: 'kms:*',
  Resource: '*',
  ...more,
});
const document = (...statements: object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const account = statement(`arn:aws:iam::${ACCOUNT}:root`);

test.each([
  ['actions', { Action: undefined }],
  ['resources', { Resource: undefined }],
])('a statement of a key policy without %s is taken, and has no effect', async (_what, lacking) => {
  const Policy = document(account, statement(ANA, lacking), statement(ANA, { Effect: 'Deny', ...lacking }));
  const { KeyMetadata: key } = await administrator.send(new CreateKeyCommand({ Policy }));
  const describe = new DescribeKeyCommand({ KeyId: key?.KeyId });
  await expect(ana.send(describe)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await administrator.send(
    new PutKeyPolicyCommand({
      KeyId: key?.KeyId,
      Policy: document(account, statement(ANA), statement(ANA, { Effect: 'Deny', ...lacking })),
    }),
  );
  await ana.send(describe);
});

const LOCKED_OUT = {
  name: 'MalformedPolicyDocumentException',
  message: 'The new key policy will not allow you to update the key policy in the future.',
};
const DEVELOPER = `arn:aws:iam::${ACCOUNT}:user/developer`;
test.each<[string, object[], boolean]>([
  ['the account', [account], true],
  ['the writer', [statement(DEVELOPER)], true],
  ['everybody', [statement('*')], true],
  ['somebody else', [statement(ANA)], false],
  ['the writer, to use the key', [statement(DEVELOPER, { Action: ['kms:Decrypt', 'kms:Describe*'] })], false],
  ['the writer, without resources', [statement(DEVELOPER, { Resource: undefined })], false],
  ['the account by way of S3', [{ ...account, Condition: { StringEquals: { 'kms:ViaService': 's3' } } }], false],
  ['the account, save the writer', [account, statement(DEVELOPER, { Effect: 'Deny' })], false],
])('a key policy for %s lets its writer write it again or is refused', async (_who, statements, accepted) => {
  const Policy = document(...statements);
  const create = (more: CreateKeyCommandInput = {}) => administrator.send(new CreateKeyCommand({ Policy, ...more }));
  const { KeyMetadata: key } = await administrator.send(new CreateKeyCommand({}));
  const put = (BypassPolicyLockoutSafetyCheck?: boolean) =>
    administrator.send(new PutKeyPolicyCommand({ KeyId: key?.KeyId, Policy, BypassPolicyLockoutSafetyCheck }));
  if (!accepted) for (const refused of [create(), put()]) await expect(refused).rejects.toMatchObject(LOCKED_OUT);
  await create({ BypassPolicyLockoutSafetyCheck: !accepted });
  await put(!accepted);
});

test('whom the account lets is told that a key is not there, and nobody else is', async () => {
  const id = '11111111-2222-3333-4444-555555555555';
  const absent = [
    [id, `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${id}' does not exist`],
    ['alias/none', `Alias arn:aws:kms:${REGION}:${ACCOUNT}:alias/none is not found.`],
  ] as const;
  for (const [KeyId, message] of absent) {
    const describe = new DescribeKeyCommand({ KeyId });
    await expect(administrator.send(describe)).rejects.toMatchObject({ name: 'NotFoundException', message });
    await expect(ana.send(describe)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  }
});
