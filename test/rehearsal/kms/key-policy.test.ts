import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, DescribeKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { kms as service } from '../../../rehearsal/services/kms/index.ts';
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
    credentials: { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' },
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
