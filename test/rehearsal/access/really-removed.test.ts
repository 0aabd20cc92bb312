import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Dependence, removeEachGrant } from '../../../rehearsal/access/grant-removal.ts';
import { type AccessRecording, askedSchema, decisionsSchema, usedSince } from '../../../rehearsal/access/recording.ts';
import { withoutGrant } from '../../../rehearsal/access/single-grants.ts';
import { services } from '../../../rehearsal/services/registry.ts';
import { readRoleDocuments } from '../../../rehearsal/session/read-access.ts';
import { actingAs, BOOTSTRAP_BUCKET, bootstrap, bootstrapRole } from '../../helpers/bootstrap.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/* What the replay says of a grant, against what happens when the grant is really taken from the role. */

const ROLE = bootstrapRole('file-publishing');
let local: TestRehearsal;
let table: Dependence[];

const publish = async (Key: string) => {
  const s3 = new S3Client(await actingAs(local, ROLE));
  await s3.send(new PutObjectCommand({ Bucket: BOOTSTRAP_BUCKET, Key, Body: 'code' }));
};
const told = async (path: string): Promise<unknown> => (await local.ask(path)).json();

beforeAll(async () => {
  local = await startTestRehearsal(services, { enforce: 'deny' });
  await bootstrap(local);
  await publish('recorded.zip');
  const decided = decisionsSchema.parse(await told('access'));
  const recording: AccessRecording = {
    version: 1,
    ...decided,
    asked: askedSchema.parse(await told('access/asked')),
    roles: (await readRoleDocuments(local.client(IAMClient))).map(({ arn, policies }) => ({
      arn,
      policies: [...policies],
      unknownPolicies: [],
    })),
    scenarios: [{ name: 'publish', used: usedSince([], decided.decisions) }],
  };
  table = removeEachGrant(recording).filter(({ grant }) => grant.role === ROLE);
}, 60_000);
afterAll(() => local.stop());

test.each([
  ['s3:PutObject', 'fails'],
  ['kms:GenerateDataKey', 'fails'],
  ['s3:ListBucket', 'holds'],
  ['kms:Decrypt', 'holds'],
])('without %s publishing %s, as the replay says', async (action, outcome) => {
  const dependence = table.find(({ grant }) => grant.action === action);
  if (dependence === undefined) throw new Error(`the role has no grant of ${action}`);
  expect(dependence.scenarios).toEqual(outcome === 'fails' ? ['publish'] : []);
  const { grant } = dependence;
  const [RoleName, PolicyName] = grant.policy.name.split('/');
  const put = (PolicyDocument: string) =>
    local.client(IAMClient).send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  await put(JSON.stringify(withoutGrant(grant, grant.policy.document)));
  try {
    if (outcome === 'fails')
      await expect(publish(`${outcome}.zip`)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining(action),
      });
    else await publish(`${outcome}.zip`);
  } finally {
    await put(grant.policy.document);
  }
});
