import './without-git.ts';
import { CloudFormationClient, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { CodePipelineClient, CreatePipelineCommand, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import { cloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { zipOf } from '../../../rehearsal/services/codepipeline/artifacts.ts';
import { codepipeline } from '../../../rehearsal/services/codepipeline/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { s3 } from '../../../rehearsal/services/s3/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, REGION, startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

const name = 'long';
const description = 'x'.repeat(1000);
const template = JSON.stringify({
  Metadata: Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Part${index}`, description])),
  Resources: { Kept: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
});
const artifacts = 'arn:aws:s3:::artifacts/*';
const roleArn = (role: string) => `arn:aws:iam::${ACCOUNT}:role/${role}`;
const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Resource: string, ...Action: string[]) => ({ Effect: 'Allow', Action, Resource });

let local: TestRehearsal;
beforeEach(async () => {
  local = await startTestRehearsal([cloudformation, codepipeline, iam, s3, sts], { enforce: 'deny' });
  const buckets = local.client(S3Client);
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  for (const Bucket of ['artifacts', 'source'])
    await buckets.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  await buckets.send(
    new PutBucketVersioningCommand({ Bucket: 'source', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  const Body = await zipOf({ 't.json': template });
  await buckets.send(new PutObjectCommand({ Bucket: 'source', Key: 'in.zip', Body }));
});
afterEach(() => local.stop());

async function role(RoleName: string, principal: object, ...statements: object[]) {
  const client = local.client(IAMClient);
  const trust = document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal });
  await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
  await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: document(...statements) }));
}

/** A pipeline whose only other action prepares the stack with a role that has `rights` of the artifact. */
async function prepare(...rights: string[]) {
  await role(
    'pipeline',
    { Service: 'codepipeline.amazonaws.com' },
    allow('arn:aws:s3:::source/*', 's3:GetObject'),
    allow(artifacts, 's3:PutObject'),
    allow(roleArn('prepare'), 'sts:AssumeRole'),
  );
  const stack = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/Long/*`;
  const actions = ['CreateChangeSet', 'DescribeChangeSet', 'DescribeStacks'];
  await role(
    'prepare',
    { AWS: roleArn('pipeline') },
    allow(stack, ...actions.map((action) => `cloudformation:${action}`)),
    ...(rights.length === 0 ? [] : [allow(artifacts, ...rights)]),
  );
  const action = (category: 'Source' | 'Deploy', provider: string) => ({
    name: provider,
    actionTypeId: { category, owner: 'AWS' as const, provider, version: '1' },
  });
  await local.client(CodePipelineClient).send(
    new CreatePipelineCommand({
      pipeline: {
        name,
        roleArn: roleArn('pipeline'),
        artifactStore: { type: 'S3', location: 'artifacts' },
        pipelineType: 'V2',
        stages: [
          {
            name: 'Source',
            actions: [
              {
                ...action('Source', 'S3'),
                configuration: { S3Bucket: 'source', S3ObjectKey: 'in.zip' },
                outputArtifacts: [{ name: 'In' }],
              },
            ],
          },
          {
            name: 'Prod',
            actions: [
              {
                ...action('Deploy', 'CloudFormation'),
                roleArn: roleArn('prepare'),
                configuration: {
                  ActionMode: 'CHANGE_SET_REPLACE',
                  StackName: 'Long',
                  ChangeSetName: 'Change',
                  TemplatePath: 'In::t.json',
                },
                inputArtifacts: [{ name: 'In' }],
              },
            ],
          },
        ],
      },
    }),
  );
  await local.clock.advance(0);
  const { stageStates } = await local.client(CodePipelineClient).send(new GetPipelineStateCommand({ name }));
  return stageStates?.[1]?.actionStates?.[0]?.latestExecution;
}

async function denials() {
  const response = await local.ask('access');
  const { decisions } = z
    .object({ decisions: z.array(z.looseObject({ decision: z.string() })).nonempty() })
    .parse(await response.json());
  return decisions.filter(({ decision }) => decision === 'denied');
}

test('a template too long for a request reaches CloudFormation with no more rights than to read its artifact', async () => {
  const ended = await prepare('s3:GetObject');
  expect([ended?.status, ended?.errorDetails, await denials()]).toEqual(['Succeeded', undefined, []]);
  const { TemplateBody } = await local
    .client(CloudFormationClient)
    .send(new GetTemplateCommand({ StackName: 'Long', ChangeSetName: 'Change' }));
  expect(TemplateBody).toBe(template);
  const { Contents = [] } = await local.client(S3Client).send(new ListObjectsV2Command({ Bucket: 'artifacts' }));
  expect(Contents).toHaveLength(1);
});

test('a role that may not read the artifact cannot hand its template over', async () => {
  const ended = await prepare();
  expect([ended?.status, ended?.errorDetails?.message]).toEqual([
    'Failed',
    expect.stringContaining('not authorized to perform: s3:GetObject'),
  ]);
});
