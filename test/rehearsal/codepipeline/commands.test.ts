import './without-git.ts';
import {
  CreatePipelineCommand,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListRuleExecutionsCommand,
  ListTagsForResourceCommand,
  type PipelineDeclaration,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
  TagResourceCommand,
  UpdatePipelineCommand,
} from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { RELEASE, type Release, startRelease } from './release-setup.ts';

const name = 'short';
const [source, build] = RELEASE.stages ?? [];
if (source === undefined || build === undefined) throw new Error('the release has no stages');
const SHORT: PipelineDeclaration = { ...RELEASE, name, stages: [source, build] };

let release: Release;
beforeEach(async () => {
  release = await startRelease();
});
afterEach(() => release.local.stop());

const create = async (pipeline: PipelineDeclaration = SHORT) => {
  await release.client().send(new CreatePipelineCommand({ pipeline }));
  await release.settle();
};
const start = async (variables?: { name: string; value: string }[]) => {
  const answer = await release.client().send(new StartPipelineExecutionCommand({ name, variables }));
  await release.settle();
  return answer.pipelineExecutionId ?? '';
};
const execution = async (pipelineExecutionId: string) =>
  (await release.client().send(new GetPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId })))
    .pipelineExecution;
const state = async (stageName: string) =>
  (await release.client().send(new GetPipelineStateCommand({ name }))).stageStates?.find(
    (s) => s.stageName === stageName,
  );

test('an update cancels what runs by the old definition, some seconds later or when the next execution starts', async () => {
  await create();
  const old = (await state('Build'))?.latestExecution?.pipelineExecutionId ?? '';
  const { pipeline } = await release.client().send(new UpdatePipelineCommand({ pipeline: SHORT }));
  expect(pipeline?.version).toBe(2);
  expect((await execution(old))?.status).toBe('InProgress');
  await release.local.clock.advance(5_000);
  expect(await execution(old)).toMatchObject({
    status: 'Cancelled',
    statusSummary: expect.stringContaining('version 2'),
    pipelineVersion: 1,
  });
  const next = await start();
  await release.client().send(new UpdatePipelineCommand({ pipeline: SHORT }));
  const last = await start();
  expect([(await execution(next))?.status, (await execution(last))?.status]).toEqual(['Cancelled', 'InProgress']);
  expect((await release.client().send(new GetPipelineCommand({ name, version: 1 }))).pipeline?.version).toBe(1);
  await expect(release.client().send(new GetPipelineCommand({ name, version: 9 }))).rejects.toMatchObject({
    name: 'PipelineVersionNotFoundException',
  });
});

test.each([
  ["INC-42: db down, don't release", 'satisfy regular expression pattern'],
  ['x'.repeat(301), 'have length less than or equal to 300'],
])('the reason %j of a transition is refused, as CodePipeline does', async (reason, constraint) => {
  await create();
  const transition = { pipelineName: name, stageName: 'Build', transitionType: 'Inbound', reason } as const;
  await expect(release.client().send(new DisableStageTransitionCommand(transition))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(constraint),
  });
  expect((await state('Build'))?.inboundTransitionState?.enabled).toBe(true);
});

test('a disabled transition holds a release and shows it as inbound', async () => {
  await create();
  await release.endBuild('build:1', 'SUCCEEDED');
  const transition = { pipelineName: name, stageName: 'Build', transitionType: 'Inbound' } as const;
  await release.client().send(new DisableStageTransitionCommand({ ...transition, reason: 'freeze' }));
  const id = await start();
  expect(await state('Build')).toMatchObject({
    inboundExecution: { pipelineExecutionId: id },
    inboundTransitionState: {
      enabled: false,
      disabledReason: 'freeze',
      lastChangedBy: `arn:aws:iam::${ACCOUNT}:user/developer`,
    },
  });
  await release.client().send(new EnableStageTransitionCommand(transition));
  expect(await state('Build')).toMatchObject({
    latestExecution: { pipelineExecutionId: id, status: 'InProgress' },
    inboundTransitionState: { enabled: true },
  });
});

test('a failed stage is retried in the same execution', async () => {
  await create();
  await release.endBuild('build:1', 'FAILED');
  const id = (await state('Build'))?.latestExecution?.pipelineExecutionId ?? '';
  await release.client().send(
    new RetryStageExecutionCommand({
      pipelineName: name,
      stageName: 'Build',
      pipelineExecutionId: id,
      retryMode: 'FAILED_ACTIONS',
    }),
  );
  await release.settle();
  await release.endBuild('build:2', 'SUCCEEDED');
  expect((await execution(id))?.status).toBe('Succeeded');
  expect((await state('Build'))?.retryStageMetadata).toEqual({
    autoStageRetryAttempt: 0,
    manualStageRetryAttempt: 1,
    latestRetryTrigger: 'ManualStageRetry',
  });
});

test('stopping and abandoning leaves the build alone and frees the stage', async () => {
  await create();
  const pipelineExecutionId = (await state('Build'))?.latestExecution?.pipelineExecutionId ?? '';
  const stop = (abandon: boolean) =>
    release
      .client()
      .send(new StopPipelineExecutionCommand({ pipelineName: name, pipelineExecutionId, abandon, reason: 'why not' }));
  await stop(false);
  expect((await execution(pipelineExecutionId))?.status).toBe('Stopping');
  await expect(stop(false)).rejects.toMatchObject({ name: 'DuplicatedStopRequestException' });
  await stop(true);
  expect((await execution(pipelineExecutionId))?.status).toBe('Stopped');
  expect((await state('Build'))?.actionStates?.[0]?.latestExecution?.status).toBe('Abandoned');
  await release.endBuild('build:1', 'SUCCEEDED');
  expect((await execution(pipelineExecutionId))?.status).toBe('Stopped');
  await start();
  expect(release.outside.builds.size).toBe(2);
});

test('pipeline variables have defaults, values and a check of their names; a rule reads them before a stage', async () => {
  await create({
    ...SHORT,
    variables: [{ name: 'Target', defaultValue: 'beta' }],
    stages: [
      source,
      {
        ...build,
        beforeEntry: {
          conditions: [
            {
              result: 'FAIL',
              rules: [
                {
                  name: 'OnlyProd',
                  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'VariableCheck', version: '1' },
                  configuration: { Variable: '#{variables.Target}', Operator: 'EQ', Value: 'prod' },
                },
              ],
            },
          ],
        },
      },
    ],
  });
  expect(await state('Build')).toMatchObject({
    latestExecution: { status: 'Failed' },
    beforeEntryConditionState: {
      latestExecution: { status: 'Failed' },
      conditionStates: [{ ruleStates: [{ ruleName: 'OnlyProd', latestExecution: { status: 'Failed' } }] }],
    },
  });
  const id = await start([{ name: 'Target', value: 'prod' }]);
  expect((await execution(id))?.variables).toEqual([{ name: 'Target', resolvedValue: 'prod' }]);
  expect(release.outside.builds.size).toBe(1);
  const { ruleExecutionDetails } = await release.client().send(new ListRuleExecutionsCommand({ pipelineName: name }));
  expect(ruleExecutionDetails?.map(({ status }) => status)).toEqual(['Succeeded', 'Failed']);
  await expect(start([{ name: 'Nothing', value: 'x' }])).rejects.toMatchObject({ name: 'ValidationException' });
});

test('what does not exist is named', async () => {
  await expect(start()).rejects.toMatchObject({
    name: 'PipelineNotFoundException',
    message: `Account '${ACCOUNT}' does not have a pipeline with name 'short'`,
  });
});

test('a provider that the rehearsal cannot run fails its action by name', async () => {
  const action = {
    name: 'Ship',
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'ECS', version: '1' },
  } as const;
  await create({ ...SHORT, stages: [source, { name: 'Ship', actions: [action] }] });
  expect((await state('Ship'))?.actionStates?.[0]?.latestExecution?.errorDetails?.message).toContain('provider ECS');
});

test('tags', async () => {
  await create();
  const resourceArn = `arn:aws:codepipeline:${REGION}:${ACCOUNT}:short`;
  await release.client().send(new TagResourceCommand({ resourceArn, tags: [{ key: 'team', value: 'a' }] }));
  const { tags } = await release.client().send(new ListTagsForResourceCommand({ resourceArn }));
  expect(tags).toEqual([{ key: 'team', value: 'a' }]);
});
