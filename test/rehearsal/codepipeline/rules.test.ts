import './without-git.ts';
import { CloudWatchClient, type StateValue } from '@aws-sdk/client-cloudwatch';
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  type PipelineDeclaration,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
  type RuleDeclaration,
  type StageDeclaration,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import * as lambdaSdk from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { putQuietAlarm, setAlarm as setState } from '../cloudwatch/quiet-alarm.ts';
import { RELEASE, type Release, startRelease } from './release-setup.ts';

const MINUTE_MS = 60_000;
const name = 'guarded';
let release: Release;
let work: string[];
let jobs: { id: string; data: { actionConfiguration: { configuration: object }; inputArtifacts: unknown[] } }[];

beforeEach(async () => {
  jobs = [];
  work = [];
  const lambda: Service = {
    signingName: 'lambda',
    sdk: lambdaSdk,
    operations: {
      Invoke: ({ Payload, FunctionName }: lambdaSdk.InvokeCommandInput) => {
        // An Invoke action passes without being looked at; these tests are about the rules.
        const text = Payload instanceof Uint8Array ? Buffer.from(Payload).toString() : '';
        const job = JSON.parse(text)['CodePipeline.job'];
        if (FunctionName === 'gate') jobs.push(job);
        else work.push(job.id);
        return { StatusCode: 202 };
      },
    },
  };
  release = await startRelease([lambda, cloudwatch]);
  await putQuietAlarm(release.local.client(CloudWatchClient), 'errors');
});
afterEach(() => release.local.stop());

const [source] = RELEASE.stages ?? [];
const deploy = (more: Partial<StageDeclaration>): StageDeclaration => ({
  name: 'Prod',
  actions: [
    {
      name: 'Work',
      actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
      configuration: { FunctionName: 'work' },
    },
  ],
  ...more,
});
const rule = (provider: string, configuration: Record<string, string>, more: Partial<RuleDeclaration> = {}) => ({
  name: provider,
  ruleTypeId: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
  configuration,
  ...more,
});
const create = async (...stages: StageDeclaration[]) => {
  if (source === undefined) throw new Error('RELEASE has no source');
  const pipeline: PipelineDeclaration = { ...RELEASE, name, stages: [source, ...stages] };
  await release.client().send(new CreatePipelineCommand({ pipeline }));
  await release.settle();
};
const prod = async () => {
  const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name }));
  const state = stageStates?.find((one) => one.stageName === 'Prod');
  return {
    status: state?.latestExecution?.status,
    entry: state?.beforeEntryConditionState?.conditionStates?.[0]?.ruleStates?.[0]?.latestExecution,
    success: state?.onSuccessConditionState?.conditionStates?.[0]?.ruleStates?.[0]?.latestExecution,
  };
};
const setAlarm = async (StateValue: StateValue) => {
  await setState(release.local.client(CloudWatchClient), 'errors', StateValue);
  await release.settle();
};
const passWork = async () => {
  const jobId = work.pop() ?? '';
  await release.client().send(new PutJobSuccessResultCommand({ jobId }));
  await release.settle();
};
const statuses = async () =>
  (
    await release.client().send(new ListPipelineExecutionsCommand({ pipelineName: name }))
  ).pipelineExecutionSummaries?.map((one) => `${one.executionType} ${one.status}`);

const gate = deploy({
  beforeEntry: {
    conditions: [
      {
        result: 'FAIL',
        rules: [
          rule(
            'LambdaInvoke',
            { FunctionName: 'gate', UserParameters: '{"stage":"Prod","commit":"#{Source.CommitId}"}' },
            { inputArtifacts: [{ name: 'SourceCodeOfTheRelease' }] },
          ),
        ],
      },
    ],
  },
});

test('a function decides whether a stage is entered, with the rule’s parameters and artifacts', async () => {
  await create(gate);
  expect(await prod()).toMatchObject({ status: 'InProgress', entry: { status: 'InProgress' } });
  const [job] = jobs;
  expect(job?.data.actionConfiguration.configuration).toEqual({
    FunctionName: 'gate',
    UserParameters: '{"stage":"Prod","commit":"c1"}',
  });
  expect(job?.data.inputArtifacts).toMatchObject([{ name: 'SourceCodeOfTheRelease' }]);
  expect(work).toEqual([]);
  await release
    .client()
    .send(new PutJobSuccessResultCommand({ jobId: job?.id ?? '', executionDetails: { summary: 'no freeze' } }));
  await release.settle();
  expect(await prod()).toMatchObject({ status: 'InProgress', entry: { status: 'Succeeded', summary: 'no freeze' } });
  await passWork();
  expect((await prod()).status).toBe('Succeeded');
});

test('a function that reports failure keeps the release out, with its words, and its job is closed', async () => {
  await create(gate);
  const jobId = jobs[0]?.id ?? '';
  const failureDetails = { type: 'JobFailed', message: 'frozen until January' } as const;
  await release.client().send(new PutJobFailureResultCommand({ jobId, failureDetails }));
  await release.settle();
  expect(await prod()).toMatchObject({
    status: 'Failed',
    entry: { status: 'Failed', errorDetails: { code: 'JobFailed', message: 'frozen until January' } },
  });
  expect(work).toEqual([]);
  const again = release.client().send(new PutJobSuccessResultCommand({ jobId }));
  await expect(again).rejects.toMatchObject({ name: 'InvalidJobStateException' });
});

test('each answer with a token gives a function twenty minutes more', async () => {
  await create(gate);
  await release.local.clock.advance(15 * MINUTE_MS);
  const job = jobs[0];
  await release.client().send(new PutJobSuccessResultCommand({ jobId: job?.id ?? '', continuationToken: 'later' }));
  await release.local.clock.advance(15 * MINUTE_MS);
  expect((await prod()).entry?.status).toBe('InProgress');
  await release.local.clock.advance(6 * MINUTE_MS);
  expect((await prod()).entry?.errorDetails?.message).toContain('failed to return a result');
});

test('a function that stays silent keeps the release out after twenty minutes', async () => {
  await create(gate);
  await release.local.clock.advance(20 * MINUTE_MS);
  expect((await prod()).entry?.errorDetails?.message).toContain('failed to return a result');
});

test('after a restart the function is not invoked a second time, and its answer still counts', async () => {
  await create(gate);
  release.local = await release.local.restart();
  await release.settle();
  expect(jobs).toHaveLength(1);
  await release.client().send(new PutJobSuccessResultCommand({ jobId: jobs[0]?.id ?? '' }));
  await release.settle();
  expect((await prod()).entry?.status).toBe('Succeeded');
});

const bake = deploy({
  onSuccess: {
    conditions: [{ result: 'ROLLBACK', rules: [rule('CloudWatchAlarm', { AlarmName: 'errors', WaitTime: '30' })] }],
  },
});

test('a stage bakes for the whole wait time before it has succeeded', async () => {
  await create(bake);
  await setAlarm('OK');
  await passWork();
  await release.local.clock.advance(29 * MINUTE_MS);
  expect(await prod()).toMatchObject({ status: 'InProgress', success: { status: 'InProgress' } });
  await release.local.clock.advance(MINUTE_MS);
  expect(await prod()).toMatchObject({ status: 'Succeeded', success: { status: 'Succeeded' } });
});

test('an alarm that turns red within the bake fails the stage at once and releases the last good one again', async () => {
  await create(bake);
  await setAlarm('OK');
  await passWork();
  await release.local.clock.advance(30 * MINUTE_MS);
  await release.client().send(new StartPipelineExecutionCommand({ name }));
  await release.settle();
  await passWork();
  await release.local.clock.advance(10 * MINUTE_MS);
  await setAlarm('ALARM');
  expect(await statuses()).toEqual(['ROLLBACK InProgress', 'STANDARD Failed', 'STANDARD Succeeded']);
});

test('the next environment of a wave starts when the bake is over, and never when the bake fails', async () => {
  const next: StageDeclaration = {
    name: 'Next',
    actions: [
      {
        name: 'Work',
        actionTypeId: { category: 'Invoke', owner: 'AWS', provider: 'Lambda', version: '1' },
        configuration: { FunctionName: 'work' },
      },
    ],
  };
  await create(bake, next);
  await setAlarm('OK');
  await passWork();
  await release.local.clock.advance(29 * MINUTE_MS);
  expect(work).toEqual([]);
  await release.local.clock.advance(MINUTE_MS);
  expect(work).toHaveLength(1);
  await passWork();
  await release.client().send(new StartPipelineExecutionCommand({ name }));
  await release.settle();
  await passWork();
  await release.local.clock.advance(10 * MINUTE_MS);
  await setAlarm('ALARM');
  // What runs now is the first environment again, on its way back.
  expect(await statuses()).toEqual(['ROLLBACK InProgress', 'STANDARD Failed', 'STANDARD Succeeded']);
  await passWork();
  await release.local.clock.advance(60 * MINUTE_MS);
  expect(work).toEqual([]);
});

test('also one that is green again before the bake ends', async () => {
  await create(bake);
  await setAlarm('OK');
  await passWork();
  await release.local.clock.advance(10 * MINUTE_MS);
  await setAlarm('ALARM');
  await setAlarm('OK');
  await release.local.clock.advance(20 * MINUTE_MS);
  expect((await prod()).status).toBe('Failed');
});

test('an alarm that is red when the watch begins has the wait time to become green, once', async () => {
  await setAlarm('ALARM');
  await create(
    deploy({
      beforeEntry: {
        conditions: [{ result: 'FAIL', rules: [rule('CloudWatchAlarm', { AlarmName: 'errors', WaitTime: '30' })] }],
      },
    }),
  );
  await release.local.clock.advance(10 * MINUTE_MS);
  expect((await prod()).status).toBe('InProgress');
  await setAlarm('OK');
  await release.local.clock.advance(10 * MINUTE_MS);
  await setAlarm('ALARM');
  expect((await prod()).status).toBe('Failed');
});
