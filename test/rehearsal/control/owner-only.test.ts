import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { basicAuthorization } from '../../../rehearsal/kernel/basic-authorization.ts';
import type { Keys } from '../../../rehearsal/kernel/clients.ts';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { sns } from '../../../rehearsal/services/sns/index.ts';
import { readDecisions } from '../../../rehearsal/session/read-access.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([codedeploy, iam, sns], { enforce: 'deny' });
});
afterAll(() => local.stop());

const ask = async (method: string, path: string, keys?: Keys, body?: string): Promise<[number, string]> => {
  const answer = await fetch(`${local.rehearsal.endpoint}/_slipway/${path}`, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: keys === undefined ? {} : { authorization: basicAuthorization(keys) },
  });
  return [answer.status, await answer.text()];
};

/** Somebody else with every right that IAM can give, as an administrator makes them. */
async function administrator(): Promise<Keys> {
  const client = local.client(IAMClient);
  await client.send(new CreateUserCommand({ UserName: 'administrator' }));
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName: 'administrator' }));
  return keysOf(AccessKey);
}

const roleArn = `arn:aws:iam::${ACCOUNT}:role/build`;
/** What a build or a function finds in its environment. */
const ofRole = async (): Promise<Keys> =>
  local.rehearsal.kernel.principals.issueSession(
    { kind: 'assumedRole', account: ACCOUNT, arn: `${roleArn}/work`, id: 'AROAX:work', roleArn },
    900,
  );
/** A session that the owner's own keys gave. */
const ofOwnerSession = async (): Promise<Keys> =>
  local.rehearsal.kernel.principals.issueSession(
    { kind: 'assumedRole', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/developer`, id: 'AROAX:work', roleArn },
    900,
  );
/** A session that the owner began with `sts:GetSessionToken`; of its credentials a name and a secret are no more than a part. */
const ofOwnersToken = async (): Promise<Keys> =>
  local.rehearsal.kernel.principals.issueSession(
    { kind: 'user', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/developer`, id: 'AIDADEVELOPER' },
    900,
  );
const owner = () => local.rehearsal.credentials;

test.each<[string, () => Promise<Keys | undefined>]>([
  ['nobody', async () => undefined],
  ['a role', ofRole],
  ['a session under the name of the owner', ofOwnerSession],
  ['a session of the owner without its token', ofOwnersToken],
  ['another user', administrator],
  ['the owner with another secret', async () => ({ ...owner(), secretAccessKey: 'x'.repeat(40) })],
  ['an unknown key', async () => ({ ...owner(), accessKeyId: 'AKIAUNKNOWN' })],
])('%s switches no policies off, and is told nothing', async (_who, find) => {
  const keys = await find();
  const [status, answer] = await ask('PATCH', 'access', keys, '{"mode":"off"}');
  expect(status).toBe(403);
  expect(answer).toContain(`PATCH /_slipway/access is for arn:aws:iam::${ACCOUNT}:user/developer alone`);
  for (const [method, path] of [
    ['GET', 'access'],
    ['GET', 'access/asked'],
    ['POST', 'clock'],
    ['POST', 'traffic'],
    ['DELETE', 'traffic'],
    ['GET', 'outbox'],
    ['GET', 'deployments/d-1/weights'],
    ['GET', 'what-comes-to-be'],
  ] as const)
    expect([path, (await ask(method, path, keys))[0]]).toEqual([path, 403]);
  const [, mode] = await ask('GET', 'access', owner());
  expect(JSON.parse(mode)).toMatchObject({ mode: 'deny' });
});

test('the owner is answered', async () => {
  expect(await ask('GET', 'outbox', owner())).toEqual([200, '[]']);
  expect(await ask('PATCH', 'access', owner(), '{"mode":"log"}')).toEqual([200, '{"mode":"log","was":"deny"}\n']);
  expect(await ask('PATCH', 'access', owner(), '{"mode":"deny"}')).toEqual([200, '{"mode":"deny","was":"log"}\n']);
});

test('the time is for everybody, to read', async () => {
  const [status, answer] = await ask('GET', 'clock');
  expect([status, JSON.parse(answer)]).toEqual([200, expect.objectContaining({ nowMs: local.clock.now() })]);
});

test('who is not the owner reads whose keys to use', async () => {
  const { endpoint } = local.rehearsal;
  const other = new IAMClient({ region: REGION, endpoint, credentials: await ofRole() });
  await expect(readDecisions(endpoint, other)).rejects.toMatchObject({
    code: 'NotTheOwner',
    hint: 'Use the access key that "slipway rehearse" or "slipway endpoint" printed.',
  });
  expect(await readDecisions(endpoint, local.client(IAMClient))).toMatchObject({ mode: 'deny' });
});
