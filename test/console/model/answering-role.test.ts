import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { answeringAs } from '../../../console/model/answering-role.ts';
import { releaseClients } from '../../../console/model/clients.ts';
import { Refused } from '../../../operations/refused.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { keysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/approver`;
const document = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] });

let local: TestRehearsal;
beforeAll(async () => {
  local = await startTestRehearsal([iam, sts], { enforce: 'deny' });
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: ACCOUNT },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:PrincipalTag/slipway:approves': 'Prod' } },
  };
  await local
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName: 'approver', AssumeRolePolicyDocument: document(trust) }));
});
afterAll(() => local.stop());

/** The clients of a person with these tags, who may try to become any role. */
async function person(UserName: string, tags: Record<string, string>) {
  const client = local.client(IAMClient);
  await client.send(
    new CreateUserCommand({ UserName, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
  );
  const PolicyDocument = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' });
  await client.send(new PutUserPolicyCommand({ UserName, PolicyName: 'become', PolicyDocument }));
  const { AccessKey: key } = await client.send(new CreateAccessKeyCommand({ UserName }));
  const { endpoint } = local.rehearsal;
  const credentials = keysOf(key);
  const clients = releaseClients({ region: REGION, endpoint, credentials });
  return { clients, pipelineName: 'p', principal: `arn:aws:iam::${ACCOUNT}:user/${UserName}` };
}

test('an approver answers with the role, in a session that is named after the person, and reads as before', async () => {
  const alice = await person('alice', { 'slipway:approves': 'Prod' });
  const { clients, principal } = await answeringAs(ROLE_ARN, alice, local.rehearsal.endpoint);
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/approver/alice`;
  expect(principal).toBe(session);
  const { region, credentials } = clients.codepipeline.config;
  const asRole = new STSClient({ region, endpoint: local.rehearsal.endpoint, credentials });
  expect((await asRole.send(new GetCallerIdentityCommand({}))).Arn).toBe(session);
  expect(clients.cloudformation).toBe(alice.clients.cloudformation);
});

test('who has not the tag of the stage is told so, and so is who names no role that there is', async () => {
  const bob = await person('bob', { 'slipway:approves': 'Beta' });
  const refused = answeringAs(ROLE_ARN, bob, local.rehearsal.endpoint);
  await expect(refused).rejects.toBeInstanceOf(Refused);
  await expect(refused).rejects.toMatchObject({
    message: expect.stringContaining(`You may not become ${ROLE_ARN}: User: arn:aws:iam::${ACCOUNT}:user/bob is not`),
    hint: expect.stringContaining('slipway:approves'),
  });
  await expect(answeringAs(`${ROLE_ARN}s`, bob, local.rehearsal.endpoint)).rejects.toBeInstanceOf(Refused);
});
