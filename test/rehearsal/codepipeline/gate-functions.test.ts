import './without-git.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  OverrideStageConditionCommand,
  type PipelineDeclaration,
  RetryStageExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type BundleName, bundle } from '../../../app/bundle.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { ACCOUNT } from '../../helpers/rehearsal.ts';
import { zipOf } from '../lambda/lambda-account.ts';
import { RELEASE, type Release, startRelease } from './release-setup.ts';

/*
 * The gates' own functions, as they are deployed, asked by a LambdaInvoke rule: CodePipeline, Lambda and the code of the
 * gate are all real here. The clock stands at Monday 2026-01-05 00:00 UTC.
 */

const name = 'gated';
let release: Release;
const wakers: (() => void)[] = [];

// The bundles are made once a process, at the first call.
beforeAll(() => void bundle('freeze-gate'), 60_000);
beforeEach(async () => {
  release = await startRelease([lambda, logs]);
  release.local.rehearsal.kernel.bus.subscribe('test', (event) => {
    if (event.source === 'aws.codepipeline') for (const wake of wakers.splice(0)) wake();
  });
  await release.local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: 'function',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      }),
    }),
  );
});
afterEach(() => release.local.stop());

const lambdaClient = () => release.local.client(LambdaClient);
const role = `arn:aws:iam::${ACCOUNT}:role/function`;

async function createFunction(FunctionName: string, source: string, variables: Record<string, string> = {}) {
  await lambdaClient().send(
    new CreateFunctionCommand({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: role,
      Timeout: 60,
      MemorySize: 256,
      Code: { ZipFile: await zipOf({ 'index.mjs': source }) },
      Environment: { Variables: variables },
    }),
  );
}
const createGate = (gate: BundleName, variables: Record<string, string>) =>
  createFunction('gate', readFileSync(join(bundle(gate).directory, 'index.mjs'), 'utf8'), variables);

async function createPipeline() {
  const pipeline: PipelineDeclaration = {
    ...RELEASE,
    name,
    stages: [
      ...(RELEASE.stages ?? []).slice(0, 1),
      {
        name: 'Prod',
        beforeEntry: {
          conditions: [
            {
              result: 'FAIL',
              rules: [
                {
                  name: 'Gate',
                  ruleTypeId: { category: 'Rule', owner: 'AWS', provider: 'LambdaInvoke', version: '1' },
                  configuration: { FunctionName: 'gate', UserParameters: '{"stage":"Prod"}' },
                },
              ],
            },
          ],
        },
        actions: [
          { name: 'Wait', actionTypeId: { category: 'Approval', owner: 'AWS', provider: 'Manual', version: '1' } },
        ],
      },
    ],
  };
  await release.client().send(new CreatePipelineCommand({ pipeline }));
  return decided();
}

/** What GetPipelineState says of the stage and its gate, once the gate has answered. */
async function decided(): Promise<{ id: string; stage: string; gate: string; text: string }> {
  for (;;) {
    const next = new Promise<void>((resolve) => wakers.push(resolve));
    await release.settle();
    const { stageStates } = await release.client().send(new GetPipelineStateCommand({ name }));
    const prod = stageStates?.find(({ stageName }) => stageName === 'Prod');
    const rule = prod?.beforeEntryConditionState?.conditionStates?.[0]?.ruleStates?.[0]?.latestExecution;
    if (rule?.status !== undefined && rule.status !== 'InProgress')
      return {
        id: prod?.latestExecution?.pipelineExecutionId ?? '',
        stage: prod?.latestExecution?.status ?? '',
        gate: rule.status,
        text: rule.errorDetails?.message ?? rule.summary ?? '',
      };
    await next;
  }
}

const period = {
  name: 'Stocktaking',
  from: '2026-01-05T01:00',
  to: '2026-01-05T03:00',
  timeZone: 'Europe/Berlin', // 00:00 to 02:00 UTC
  reason: 'the warehouse is counted',
};

test('a freeze keeps a release out; after it, the same release enters by a retry', async () => {
  await createGate('freeze-gate', { FREEZE_CALENDAR: JSON.stringify([period]) });
  const held = await createPipeline();
  expect(held).toMatchObject({ stage: 'Failed', gate: 'Failed' });
  expect(held.text).toContain('Prod is frozen: Stocktaking, from 2026-01-05T01:00 to 2026-01-05T03:00 (Europe/Berlin)');
  const retry = () =>
    release.client().send(
      new RetryStageExecutionCommand({
        pipelineName: name,
        stageName: 'Prod',
        pipelineExecutionId: held.id,
        retryMode: 'FAILED_ACTIONS',
      }),
    );
  await release.local.clock.advance(119 * 60_000);
  await retry();
  expect(await decided()).toMatchObject({ stage: 'Failed', gate: 'Failed' });
  await release.local.clock.advance(60_000);
  await retry();
  expect(await decided()).toMatchObject({ id: held.id, stage: 'InProgress', gate: 'Succeeded' });
});

test('a gate whose calendar cannot be read lets nothing in', async () => {
  await createGate('freeze-gate', { FREEZE_CALENDAR: '[{"name":"broken"}]' });
  expect(await createPipeline()).toMatchObject({
    stage: 'Failed',
    gate: 'Failed',
    text: expect.stringContaining('from'),
  });
});

test('an alias on two versions keeps a release out, by name, until it is on one', async () => {
  await createFunction('Prod-add', 'export const handler = () => 1');
  for (const Timeout of [10, 20]) {
    await lambdaClient().send(new UpdateFunctionConfigurationCommand({ FunctionName: 'Prod-add', Timeout }));
    await release.settle();
    await lambdaClient().send(new PublishVersionCommand({ FunctionName: 'Prod-add' }));
  }
  await lambdaClient().send(
    new CreateAliasCommand({
      FunctionName: 'Prod-add',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } },
    }),
  );
  await createGate('alias-guard', {
    ALIASES: JSON.stringify({
      Prod: [
        { functionName: 'Prod-add', aliasName: 'live' },
        { functionName: 'Prod-new', aliasName: 'live' },
      ],
    }),
  });
  const held = await createPipeline();
  expect(held).toMatchObject({ stage: 'Failed', gate: 'Failed' });
  expect(held.text).toContain('left on two versions: Prod-add:live (version 1: 90 %, version 2: 10 %)');
  expect(held.text).toContain('slipway repair --stage Prod');
  await lambdaClient().send(
    new UpdateAliasCommand({
      FunctionName: 'Prod-add',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: {} },
    }),
  );
  await release.client().send(
    new RetryStageExecutionCommand({
      pipelineName: name,
      stageName: 'Prod',
      pipelineExecutionId: held.id,
      retryMode: 'FAILED_ACTIONS',
    }),
  );
  expect(await decided()).toMatchObject({ id: held.id, stage: 'InProgress', gate: 'Succeeded' });
  await expect(
    release.client().send(
      new OverrideStageConditionCommand({
        pipelineName: name,
        stageName: 'Prod',
        pipelineExecutionId: held.id,
        conditionType: 'BEFORE_ENTRY',
      }),
    ),
  ).rejects.toMatchObject({ name: 'ConditionNotOverridableException' });
});
