import './without-git.ts';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  type PipelineDeclaration,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type RuleDeclaration,
  type StageDeclaration,
} from '@aws-sdk/client-codepipeline';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { zipOf } from '../../../rehearsal/services/codepipeline/artifacts.ts';
import { RELEASE, type Release, startRelease } from './release-setup.ts';

const name = 'providers';
let release: Release;
let jobs: { id: string; data: { continuationToken?: string; actionConfiguration: unknown } }[];
let alarmState: string;
beforeEach(async () => {
  jobs = [];
  alarmState = 'OK';
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    operations: {
      Invoke: ({ Payload }: lambdaSdk.InvokeCommandInput) => {
        const text = Payload instanceof Uint8Array ? Buffer.from(Payload).toString() : '';
        jobs.push(JSON.parse(text)['CodePipeline.job']);
        return { StatusCode: 202 };
      },
    },
  };
  const cloudwatch: Service = {
    signingName: 'monitoring',
    sdk: cloudwatchSdk,
    operations: {
      DescribeAlarms: ({ AlarmNames }: cloudwatchSdk.DescribeAlarmsCommandInput) => ({
        MetricAlarms: AlarmNames?.includes('errors') ? [{ AlarmName: 'errors', StateValue: alarmState }] : [],
      }),
    },
  };
  release = await startRelease([lambda, cloudwatch]);
  const s3 = release.local.client(S3Client);
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: 'artifacts', VersioningConfiguration: { Status: 'Enabled' } }),
  );
  await s3.send(
    new PutObjectCommand({
      Bucket: 'artifacts',
      Key: 'in.zip',
      Body: await zipOf({ 't.json': '{}', 'c.json': '{"Parameters":{"A":"1","B":"2"}}' }),
    }),
  );
});
afterEach(() => release.local.stop());

const source: StageDeclaration = {
  name: 'Source',
  actions: [
    {
      name: 'Take',
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'S3', version: '1' },
      configuration: { S3Bucket: 'artifacts', S3ObjectKey: 'in.zip' },
      outputArtifacts: [{ name: 'In' }],
      namespace: 'Source',
    },
  ],
};
const create = async (stage: StageDeclaration) => {
  const pipeline: PipelineDeclaration = { ...RELEASE, name, stages: [source, stage] };
  await release.client().send(new CreatePipelineCommand({ pipeline }));
  await release.settle();
};
const last = async () => {
  const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name }));
  return {
    stage: stageStates?.[1]?.latestExecution?.status,
    action: stageStates?.[1]?.actionStates?.[0]?.latestExecution,
  };
};
const variables = async () =>
  (await release.client().send(new ListActionExecutionsCommand({ pipelineName: name }))).actionExecutionDetails?.[0]
    ?.output?.outputVariables;

const invoke: StageDeclaration = {
  name: 'Check',
  actions: [
    {
      name: 'Call',
      actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
      configuration: { FunctionName: 'check', UserParameters: 'etag #{Source.ETag}' },
      inputArtifacts: [{ name: 'In' }],
    },
  ],
};

test('a function gets a job, may ask to be called again, and ends the action with its variables', async () => {
  await create(invoke);
  const [job] = jobs;
  expect(job?.data.actionConfiguration).toMatchObject({
    configuration: { UserParameters: expect.stringMatching(/^etag \w{32}$/) },
  });
  const jobId = job?.id ?? '';
  await release.client().send(
    new PutJobSuccessResultCommand({
      jobId,
      continuationToken: 'next',
      executionDetails: { summary: 'half', percentComplete: 50 },
    }),
  );
  await release.settle();
  expect((await last()).action).toMatchObject({ status: 'InProgress', summary: 'half', percentComplete: 50 });
  await release.local.clock.advance(30_000);
  expect(jobs.map(({ data }) => data.continuationToken)).toEqual([undefined, 'next']);
  await release.client().send(new PutJobSuccessResultCommand({ jobId, outputVariables: { Score: '9' } }));
  await release.settle();
  expect([(await last()).stage, await variables()]).toEqual(['Succeeded', { Score: '9' }]);
  const again = release.client().send(new PutJobSuccessResultCommand({ jobId }));
  await expect(again).rejects.toMatchObject({ name: 'InvalidJobStateException' });
});

test('a function that reports failure fails the action with its message', async () => {
  await create(invoke);
  const failureDetails = { type: 'JobFailed', message: 'not good' } as const;
  await release.client().send(new PutJobFailureResultCommand({ jobId: jobs[0]?.id ?? '', failureDetails }));
  expect(await last()).toMatchObject({ stage: 'Failed', action: { errorDetails: { message: 'not good' } } });
  const unknown = release.client().send(new PutJobFailureResultCommand({ jobId: 'unknown', failureDetails }));
  await expect(unknown).rejects.toMatchObject({ name: 'JobNotFoundException' });
});

test('a silent function fails the action after twenty minutes', async () => {
  await create(invoke);
  await release.local.clock.advance(19 * 60_000);
  expect((await last()).stage).toBe('InProgress');
  await release.local.clock.advance(60_000);
  expect((await last()).action?.errorDetails?.message).toContain('failed to return a result');
});

const prepare: StageDeclaration = {
  name: 'Prod',
  actions: [
    {
      name: 'Prepare',
      actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' },
      configuration: {
        ActionMode: 'CHANGE_SET_REPLACE',
        StackName: 'Prod',
        ChangeSetName: 'Change',
        TemplatePath: 'In::t.json',
        TemplateConfiguration: 'In::c.json',
        ParameterOverrides: '{"B":{"Fn::GetArtifactAtt":["In","BucketName"]}}',
      },
      inputArtifacts: [{ name: 'In' }],
    },
  ],
};

test('template configuration gives parameters, and overrides replace them', async () => {
  await create(prepare);
  expect(release.outside.stacks.get('Prod')?.changeSets.get('Change')?.input.Parameters).toEqual([
    { ParameterKey: 'A', ParameterValue: '1' },
    { ParameterKey: 'B', ParameterValue: 'artifacts' },
  ]);
});

test('a change set without changes passes, and is not executed', async () => {
  release.outside.newChangeSets = {
    status: 'FAILED',
    reason: "The submitted information didn't contain changes. Submit different information to create a change set.",
  };
  const execute = {
    name: 'Deploy',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CloudFormation', version: '1' },
    configuration: { ActionMode: 'CHANGE_SET_EXECUTE', StackName: 'Prod', ChangeSetName: 'Change' },
    runOrder: 2,
  } as const;
  await create({ name: 'Prod', actions: [...(prepare.actions ?? []), execute] });
  expect([(await last()).stage, release.outside.stacks.get('Prod')?.executed]).toEqual(['Succeeded', []]);
});

test('a change set that fails for another reason fails the action with it', async () => {
  release.outside.newChangeSets = { status: 'FAILED', reason: 'No such transform' };
  await create(prepare);
  expect((await last()).action?.errorDetails?.message).toBe('Failed to create change set Change: No such transform');
});

test('a template that is not in the artifact is named', async () => {
  const [action] = prepare.actions ?? [];
  await create({
    name: 'Prod',
    actions: [
      {
        ...action,
        name: 'P',
        actionTypeId: action?.actionTypeId,
        configuration: { ...action?.configuration, TemplatePath: 'In::gone.json' },
      },
    ],
  });
  expect((await last()).action?.errorDetails?.message).toMatch(/^The artifact In \(s3:.*\) has no file gone.json$/);
});

const guarded = (rule: Partial<RuleDeclaration>): StageDeclaration => ({
  ...invoke,
  beforeEntry: {
    conditions: [
      {
        result: 'FAIL',
        rules: [{ name: 'Rule', ruleTypeId: { category: 'Rule', provider: 'CloudWatchAlarm' }, ...rule }],
      },
    ],
  },
});

test.each([
  ['OK', 'OK', 'InProgress'],
  ['ALARM', 'ALARM', 'Failed'],
  ['ALARM', 'OK', 'InProgress'],
  ['OK', 'ALARM', 'Failed'],
])('an alarm that is %s and then, after the wait time, %s leaves the stage %s', async (before, after, status) => {
  alarmState = before;
  await create(guarded({ configuration: { AlarmName: 'errors', WaitTime: '2' } }));
  await release.local.clock.advance(60_000);
  alarmState = after;
  await release.local.clock.advance(60_000);
  expect((await last()).stage).toBe(status);
});

test('an alarm that does not exist fails the stage', async () => {
  await create(guarded({ configuration: { AlarmName: 'gone' } }));
  expect((await last()).stage).toBe('Failed');
});

test.each([
  ['* * 0 ? * MON', 'InProgress'],
  ['* * 9-16 ? * MON-FRI', 'Failed'],
])('the window %s at Monday midnight leaves the stage %s', async (Cron, status) => {
  await create(
    guarded({
      ruleTypeId: { category: 'Rule', provider: 'DeploymentWindow' },
      configuration: { Cron, TimeZone: 'UTC' },
    }),
  );
  expect((await last()).stage).toBe(status);
});
