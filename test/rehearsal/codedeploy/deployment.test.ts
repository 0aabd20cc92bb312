import {
  CodeDeployClient,
  CreateApplicationCommand,
  CreateDeploymentCommand,
  CreateDeploymentGroupCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  PutLifecycleEventHookExecutionStatusCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';
import { createOutside, type Outside } from './fakes.ts';

const MINUTE_MS = 60_000;
let outside: Outside;
let local: TestRehearsal;
let client: CodeDeployClient;

beforeEach(async () => {
  outside = createOutside();
  local = await startTestRehearsal([codedeploy, ...outside.services]);
  client = local.client(CodeDeployClient);
  await client.send(new CreateApplicationCommand({ applicationName: 'app', computePlatform: 'Lambda' }));
  await client.send(
    new CreateDeploymentGroupCommand({
      applicationName: 'app',
      deploymentGroupName: 'group',
      serviceRoleArn: 'arn:aws:iam::111122223333:role/deploy',
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      alarmConfiguration: { enabled: true, alarms: [{ name: 'errors' }] },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    }),
  );
});
afterEach(() => local.stop());

async function deploy(hooks: Record<string, string>[] = []): Promise<string> {
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        fn: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: 'fn', Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
        },
      },
    ],
    Hooks: hooks,
  });
  const { deploymentId = '' } = await client.send(
    new CreateDeploymentCommand({
      applicationName: 'app',
      deploymentGroupName: 'group',
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
    }),
  );
  await local.clock.advance(0);
  return deploymentId;
}
async function get(deploymentId: string): Promise<DeploymentInfo> {
  const { deploymentInfo } = await client.send(new GetDeploymentCommand({ deploymentId }));
  if (deploymentInfo === undefined) throw new Error('no deployment');
  return deploymentInfo;
}
async function events(deploymentId: string): Promise<string[]> {
  const { deploymentTarget } = await client.send(new GetDeploymentTargetCommand({ deploymentId, targetId: 'fn:live' }));
  return (deploymentTarget?.lambdaTarget?.lifecycleEvents ?? []).map((e) => `${e.lifecycleEventName} ${e.status}`);
}
async function report(hook: number, status: 'Succeeded' | 'Failed') {
  const payload = outside.hooks[hook]?.payload;
  await client.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: payload?.DeploymentId,
      lifecycleEventHookExecutionId: payload?.LifecycleEventHookExecutionId,
      status,
    }),
  );
  await local.clock.advance(0);
}
const BOTH_HOOKS = [{ BeforeAllowTraffic: 'before' }, { AfterAllowTraffic: 'after' }];

test('a canary: hook, 10 %, five minutes, 100 %, hook', async () => {
  const id = await deploy(BOTH_HOOKS);
  expect(outside.hooks.map((hook) => hook.functionName)).toEqual(['before']);
  expect(outside.aliasHistory).toEqual([]);
  await report(0, 'Succeeded');
  expect(outside.aliasHistory).toEqual(['1 2:0.1']);
  await local.clock.advance(5 * MINUTE_MS - 1);
  expect(outside.aliasHistory).toEqual(['1 2:0.1']);
  await local.clock.advance(1);
  expect(outside.aliasHistory).toEqual(['1 2:0.1', '2']);
  expect(outside.hooks.map((hook) => hook.functionName)).toEqual(['before', 'after']);
  expect((await get(id)).status).toBe('InProgress');
  await report(1, 'Succeeded');
  expect((await get(id)).status).toBe('Succeeded');
  expect(await events(id)).toEqual(
    ['Start', 'BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic', 'End'].map((name) => `${name} Succeeded`),
  );
  const weights: unknown = await (await local.ask(`deployments/${id}/weights`)).json();
  expect(weights).toEqual([
    { at: '2026-01-05T00:00:00.000Z', percentNew: 10 },
    { at: '2026-01-05T00:05:00.000Z', percentNew: 100 },
  ]);
});

describe('what takes a release back', () => {
  async function expectRolledBack(id: string, status: string, code: string) {
    const info = await get(id);
    expect(info).toMatchObject({ status, errorInformation: { code } });
    const backId = info.rollbackInfo?.rollbackDeploymentId ?? '';
    expect(backId).not.toBe(id);
    const back = await get(backId);
    expect(back).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      rollbackInfo: { rollbackTriggeringDeploymentId: id },
    });
    expect(outside.alias).toEqual({ version: '1', weights: {} });
  }
  test('a hook that fails before traffic: the new version never gets any', async () => {
    const id = await deploy(BOTH_HOOKS);
    await report(0, 'Failed');
    await expectRolledBack(id, 'Failed', 'HOOK_EXECUTION_FAILURE');
    expect(outside.aliasHistory).toEqual(['1']);
  });
  test('a hook that fails after traffic', async () => {
    const id = await deploy([{ AfterAllowTraffic: 'after' }]);
    await local.clock.advance(5 * MINUTE_MS);
    await report(0, 'Failed');
    await expectRolledBack(id, 'Failed', 'HOOK_EXECUTION_FAILURE');
    expect(outside.aliasHistory).toEqual(['1 2:0.1', '2', '1']);
  });
  test('a hook that says nothing for an hour', async () => {
    const id = await deploy(BOTH_HOOKS);
    await local.clock.advance(60 * MINUTE_MS - 1);
    expect((await get(id)).status).toBe('InProgress');
    await local.clock.advance(1);
    await expectRolledBack(id, 'Failed', 'HOOK_EXECUTION_FAILURE');
  });
  test('an alarm during the shift', async () => {
    const id = await deploy();
    await local.clock.advance(MINUTE_MS);
    outside.alarms.set('errors', 'ALARM');
    await local.clock.advance(10_000);
    await expectRolledBack(id, 'Stopped', 'ALARM_ACTIVE');
  });
  test('an alarm that is red already: nothing is shifted', async () => {
    outside.alarms.set('errors', 'ALARM');
    const id = await deploy();
    await expectRolledBack(id, 'Stopped', 'ALARM_ACTIVE');
    expect(outside.aliasHistory).toEqual(['1']);
  });
  test('an alarm that cannot be read', async () => {
    const id = await deploy();
    outside.alarms.delete('errors');
    await local.clock.advance(10_000);
    await expectRolledBack(id, 'Stopped', 'ALARM_ACTIVE');
  });
  test('a person who stops it', async () => {
    const id = await deploy();
    await client.send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true }));
    await local.clock.advance(0);
    await expectRolledBack(id, 'Stopped', 'MANUAL_STOP');
  });
});

test('a stop without rollback leaves the alias split, and the next deployment is refused', async () => {
  const id = await deploy();
  await client.send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: false }));
  await local.clock.advance(0);
  expect(outside.alias).toEqual({ version: '1', weights: { '2': 0.1 } });
  const next = await get(await deploy());
  expect(next.errorInformation?.code).toBe('INVALID_LAMBDA_CONFIGURATION');
  expect(next.errorInformation?.message).toContain(
    'alias live of function fn routes traffic to two versions (1 and 2)',
  );
});

test('a group has one deployment at a time', async () => {
  const id = await deploy(BOTH_HOOKS);
  await expect(deploy()).rejects.toMatchObject({
    name: 'DeploymentLimitExceededException',
    message: `The Deployment Group 'group' already has an active Deployment '${id}'`,
  });
});

test('a hook that reports twice, or with an unknown id, is told so', async () => {
  const id = await deploy(BOTH_HOOKS);
  await report(0, 'Succeeded');
  await expect(report(0, 'Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  const unknown = new PutLifecycleEventHookExecutionStatusCommand({
    deploymentId: id,
    lifecycleEventHookExecutionId: 'nobody',
    status: 'Succeeded',
  });
  await expect(client.send(unknown)).rejects.toMatchObject({ name: 'InvalidLifecycleEventHookExecutionIdException' });
});

test('a revision that is no AppSpec is refused with what is wrong', async () => {
  const revision = { revisionType: 'String', string: { content: '{"version":0,"Resources":[]}' } } as const;
  const call = client.send(
    new CreateDeploymentCommand({ applicationName: 'app', deploymentGroupName: 'group', revision }),
  );
  await expect(call).rejects.toMatchObject({
    name: 'InvalidRevisionException',
    message: expect.stringContaining('Resources'),
  });
});

test('a restart in the middle of a canary ends it as it would have ended', async () => {
  const id = await deploy(BOTH_HOOKS);
  await report(0, 'Succeeded');
  await local.clock.advance(2 * MINUTE_MS);
  local = await local.restart();
  client = local.client(CodeDeployClient);
  await local.clock.advance(3 * MINUTE_MS - 1);
  expect(outside.aliasHistory).toEqual(['1 2:0.1']);
  await local.clock.advance(1);
  expect(outside.aliasHistory).toEqual(['1 2:0.1', '2']);
  await report(1, 'Succeeded');
  expect((await get(id)).status).toBe('Succeeded');
  expect(outside.hooks).toHaveLength(2);
});
