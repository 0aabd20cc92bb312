import './without-git.ts';
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  PutApprovalResultCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { AwsEvent } from '../../../rehearsal/kernel/bus.ts';
import { readOutbox } from '../../helpers/outbox.ts';
import { REGION } from '../../helpers/rehearsal.ts';
import { RELEASE, type Release, startRelease } from './release-setup.ts';

const pipelineName = RELEASE.name ?? '';
let release: Release;
let events: AwsEvent[];
beforeEach(async () => {
  events = [];
  release = await startRelease();
  release.local.rehearsal.kernel.bus.subscribe('test', (event) => {
    if (event.source === 'aws.codepipeline') events.push(event);
  });
  await release.client().send(new CreatePipelineCommand({ pipeline: RELEASE }));
  await release.settle();
});
afterEach(() => release.local.stop());

const approve = async (status: 'Approved' | 'Rejected', token?: string) =>
  release.client().send(
    new PutApprovalResultCommand({
      pipelineName,
      stageName: 'Approve',
      actionName: 'Ask',
      token: token ?? (await release.token('Approve')),
      result: { status, summary: `${status} by a test` },
    }),
  );

test('a commit goes through source, build, approval and change set to the end', async () => {
  expect(await release.actions()).toEqual(['Source/Checkout Succeeded', 'Build/Synth InProgress']);
  const [build] = release.outside.builds.values();
  const { sourceLocationOverride = '' } = build?.input ?? {};
  expect(sourceLocationOverride).toMatch(/^artifacts\/a-release-with-a-rat\/SourceCode\/\w{7}$/);
  expect(build?.caller).toContain('assumed-role/action/');
  expect(build?.input).toMatchObject({
    projectName: 'build',
    sourceTypeOverride: 'S3',
    environmentVariablesOverride: expect.arrayContaining([{ name: 'MESSAGE', value: 'First', type: 'PLAINTEXT' }]),
    artifactsOverride: { type: 'NO_ARTIFACTS' },
    secondaryArtifactsOverride: [
      {
        artifactIdentifier: 'Assembly',
        type: 'S3',
        location: 'artifacts',
        path: 'a-release-with-a-rat/Assembly',
        packaging: 'ZIP',
      },
      { artifactIdentifier: 'Tests' },
    ],
  });

  await release.endBuild('build:1', 'SUCCEEDED');
  const [mail] = await readOutbox(release.local);
  expect(mail?.subject).toBe(`APPROVAL NEEDED: AWS CodePipeline ${pipelineName} for action Ask`);
  expect(JSON.parse(mail?.message ?? '')).toMatchObject({
    region: REGION,
    approval: {
      pipelineName,
      stageName: 'Approve',
      actionName: 'Ask',
      token: await release.token('Approve'),
      expires: '2026-01-05T01:00Z',
      customData: 'Release v1',
      externalEntityLink: 'https://example.com/d',
    },
  });

  await approve('Approved');
  await release.settle();
  const stack = release.outside.stacks.get('Prod');
  expect(stack?.changeSets.get('Change')?.input).toMatchObject({
    ChangeSetType: 'CREATE',
    TemplateBody: '{"Description":"Assembly"}',
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    Parameters: [{ ParameterKey: 'Version', ParameterValue: 'v1' }],
  });
  if (stack === undefined) throw new Error('no stack');
  expect([stack.status, stack.executed.length]).toEqual(['CREATE_IN_PROGRESS', 1]);
  Object.assign(stack, { status: 'CREATE_COMPLETE', outputs: { Url: 'https://api' } });
  await release.local.clock.advance(30_000); // nobody told: it looks by itself
  expect((await release.executions())[0]).toMatch(/ Succeeded$/);

  const { actionExecutionDetails: [last] = [] } = await release
    .client()
    .send(new ListActionExecutionsCommand({ pipelineName }));
  expect(last).toMatchObject({ actionName: 'Deploy', output: { outputVariables: { Url: 'https://api' } } });
  const { pipelineExecutionSummaries: [summary] = [] } = await release
    .client()
    .send(new ListPipelineExecutionsCommand({ pipelineName }));
  expect(summary).toMatchObject({
    trigger: { triggerType: 'CreatePipeline' },
    sourceRevisions: [{ actionName: 'Checkout', revisionId: 'c1', revisionSummary: 'First' }],
  });
  await release.local.rehearsal.kernel.bus.idle();
  expect(
    events
      .filter((event) => event['detail-type'] === 'CodePipeline Stage Execution State Change')
      .map(({ detail }) => `${detail.stage} ${detail.state}`),
  ).toEqual(['Source', 'Build', 'Approve', 'Prod'].flatMap((stage) => [`${stage} STARTED`, `${stage} SUCCEEDED`]));
});

test('a failed build fails its stage with the message of the phase', async () => {
  await release.endBuild('build:1', 'FAILED');
  const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name: pipelineName }));
  expect(stageStates?.[1]).toMatchObject({
    latestExecution: { status: 'Failed' },
    actionStates: [
      {
        latestExecution: {
          status: 'Failed',
          externalExecutionId: 'build:1',
          errorDetails: { code: 'JobFailed', message: expect.stringContaining('npm test: exit status 1') },
        },
      },
    ],
  });
  expect(stageStates?.[2]?.latestExecution).toBeUndefined();
});

test('a rejected approval fails the stage with the comment; a token counts once and for its own request', async () => {
  await release.endBuild('build:1', 'SUCCEEDED');
  const token = await release.token('Approve');
  await expect(approve('Approved', 'another')).rejects.toMatchObject({ name: 'InvalidApprovalTokenException' });
  await approve('Rejected');
  await release.settle();
  expect(await release.actions()).toEqual(['Source/Checkout Succeeded', 'Build/Synth Succeeded', 'Approve/Ask Failed']);
  const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name: pipelineName }));
  expect(stageStates?.[2]?.actionStates?.[0]?.latestExecution).toMatchObject({ summary: 'Rejected by a test' });
  await expect(approve('Approved', token)).rejects.toMatchObject({ name: 'ApprovalAlreadyCompletedException' });
  expect(release.outside.stacks.size).toBe(0);
});

test('an approval expires', async () => {
  await release.endBuild('build:1', 'SUCCEEDED');
  await release.local.clock.advance(59 * 60_000);
  expect((await release.actions()).at(-1)).toBe('Approve/Ask InProgress');
  await release.local.clock.advance(60_000);
  expect((await release.actions()).at(-1)).toBe('Approve/Ask Failed');
});

test('a failed stack fails the action with its reason', async () => {
  await release.endBuild('build:1', 'SUCCEEDED');
  await approve('Approved');
  await release.settle();
  const stack = release.outside.stacks.get('Prod');
  if (stack === undefined) throw new Error('no stack');
  Object.assign(stack, { status: 'ROLLBACK_COMPLETE', reason: 'The following resource(s) failed to create: [Api].' });
  await release.local.clock.advance(30_000);
  const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name: pipelineName }));
  expect(stageStates?.[3]?.actionStates?.[1]?.latestExecution?.errorDetails?.message).toBe(
    'Stack Prod ended as ROLLBACK_COMPLETE. The following resource(s) failed to create: [Api].',
  );
});

test('a process that is killed during a build and during an approval goes on, starting nothing twice', async () => {
  release.local = await release.local.restart();
  await release.settle();
  expect([...release.outside.builds.keys()]).toEqual(['build:1']);
  await release.endBuild('build:1', 'SUCCEEDED');
  expect((await release.actions()).at(-1)).toBe('Approve/Ask InProgress');
  release.local = await release.local.restart();
  await release.settle();
  expect(await readOutbox(release.local)).toHaveLength(1);
  await approve('Approved');
  await release.settle();
  expect(release.outside.stacks.get('Prod')?.executed).toHaveLength(1);
  release.local = await release.local.restart();
  await release.settle();
  expect(release.outside.stacks.get('Prod')?.executed).toHaveLength(1);
});

test('a start with the same token is the same execution', async () => {
  const start = () =>
    release.client().send(new StartPipelineExecutionCommand({ name: pipelineName, clientRequestToken: 't' }));
  const [one, two] = [await start(), await start()];
  expect(one.pipelineExecutionId).toBe(two.pipelineExecutionId);
  expect(await release.executions()).toHaveLength(2);
});
