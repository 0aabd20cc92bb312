import '../codepipeline/without-git.ts';
import { CodePipelineClient, CreatePipelineCommand, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagUserCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApproverRole } from '../../../pipeline/approver-role.ts';
import { createControlClient } from '../../../rehearsal/session/control-client.ts';
import { keysOf, sessionKeysOf } from '../../helpers/keys.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { readTrusts, rightsOf } from '../../pipeline/read-template.ts';
import { env, newApp } from '../../pipeline/synthesize.ts';
import { RELEASE, type Release, startRelease } from '../codepipeline/release-setup.ts';

const PIPELINE = RELEASE.name ?? '';
const APPROVER = 'approver';
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${APPROVER}`;
const document = (Statement: unknown) => JSON.stringify({ Version: '2012-10-17', Statement });

let release: Release;
let waiting: string;

/** The approver's role of a pipeline as it is synthesized. */
function approverRole() {
  const stack = new cdk.Stack(newApp(), 'Pipeline', { env });
  new ApproverRole(stack, 'Approver', { pipelineName: PIPELINE, of: 'Prod', stageName: 'Approve', actionName: 'Ask' });
  const template = Template.fromStack(stack);
  const [[logicalId, trust] = ['', []]] = readTrusts(template);
  return { trust, rights: rightsOf(template, logicalId) };
}

/** A person of the account with these tags, who may become the approver as far as their own policies go. */
async function person(UserName: string, tags: Readonly<Record<string, string>>, more: readonly object[] = []) {
  const iam = release.local.client(IAMClient);
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await iam.send(new CreateUserCommand({ UserName, Tags }));
  const rights = [{ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: RoleArn }, ...more];
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: document(rights) }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return as(keysOf(key));
}

const as = (credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string }) => ({
  region: REGION,
  endpoint: release.local.rehearsal.endpoint,
  credentials,
  maxAttempts: 1,
});

async function become(configuration: ReturnType<typeof as>, more: object = {}) {
  const { Credentials: keys } = await new STSClient(configuration).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'release', ...more }),
  );
  return as(sessionKeysOf(keys));
}

const approve = (configuration: ReturnType<typeof as>) =>
  new CodePipelineClient(configuration).send(
    new PutApprovalResultCommand({
      pipelineName: PIPELINE,
      stageName: 'Approve',
      actionName: 'Ask',
      token: waiting,
      result: { status: 'Approved', summary: 'Mine, and good' },
    }),
  );

/** Refused, and the release waits as before. */
async function expectRefused(attempt: Promise<unknown>): Promise<void> {
  await expect(attempt).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied(Exception)?$/) });
  expect(await release.actions()).toContain('Approve/Ask InProgress');
  expect(await release.token('Approve')).toBe(waiting);
}

const control = () => {
  const { endpoint, credentials } = release.local.rehearsal;
  return createControlClient(endpoint, credentials);
};

beforeAll(async () => {
  release = await startRelease();
  const iam = release.local.client(IAMClient);
  const { trust, rights } = approverRole();
  await iam.send(new CreateRoleCommand({ RoleName: APPROVER, AssumeRolePolicyDocument: document(trust) }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: APPROVER, PolicyName: 'rights', PolicyDocument: document(rights) }),
  );
  await release.client().send(new CreatePipelineCommand({ pipeline: RELEASE }));
  await release.settle();
  await release.endBuild('build:1', 'SUCCEEDED');
  waiting = await release.token('Approve');
  expect(waiting).not.toBe('');
  await control().setEnforcement('deny');
}, 60_000);
afterAll(() => release.local.stop());

test('who pushes does not become the approver, whatever else they are tagged with', async () => {
  const pusher = await person('pusher', { 'slipway:pushes': 'main' });
  await expectRefused(become(pusher));
  const both = await person('both', { 'slipway:pushes': 'main', 'slipway:approves': 'Prod' });
  await expectRefused(become(both));
  await expectRefused(become(both, { Tags: [{ Key: 'slipway:pushes', Value: '' }] }));
});

test('who pushes does not answer the approval themselves, nor takes the tag off', async () => {
  const pusher = await person('direct', { 'slipway:pushes': 'main', 'slipway:approves': 'Prod' }, [
    { Effect: 'Allow', Action: 'codecommit:GitPush', Resource: '*' },
  ]);
  await expectRefused(approve(pusher));
  const untag = new TagUserCommand({ UserName: 'direct', Tags: [{ Key: 'slipway:pushes', Value: '' }] });
  await expectRefused(new IAMClient(pusher).send(untag));
});

test('who approves another stage does not approve this one', async () => {
  await expectRefused(person('other', { 'slipway:approves': 'Beta' }).then(become));
  await expectRefused(person('nobody', {}).then(become));
});

test('an approver who does not push answers it', async () => {
  const approver = await become(await person('approver', { 'slipway:approves': 'Prod' }));
  await approve(approver);
  await control().setEnforcement('log');
  expect(await release.actions()).toContain('Approve/Ask Succeeded');
});
