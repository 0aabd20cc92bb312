import '../rehearsal/codepipeline/without-git.ts';
import { CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreatePipelineCommand,
  GetPipelineStateCommand,
  type PipelineDeclaration,
  PutApprovalResultCommand,
  type RuleDeclaration,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { runRelease } from '../../cli/commands/release.ts';
import type { OperationClients } from '../../operations/clients.ts';
import { planEmergencyRelease, releasePastAlarms } from '../../operations/emergency-release.ts';
import { cloudwatch } from '../../rehearsal/services/cloudwatch/index.ts';
import { logs } from '../../rehearsal/services/logs/index.ts';
import { printed } from '../cli/run-cli.ts';
import { readOutbox } from '../helpers/outbox.ts';
import { putQuietAlarm, setAlarm } from '../rehearsal/cloudwatch/quiet-alarm.ts';
import { RELEASE, type Release, startRelease } from '../rehearsal/codepipeline/release-setup.ts';
import { clientsOf } from './clients-of.ts';

const pipelineName = RELEASE.name ?? '';
const reason = 'the fix of the incident itself';
let release: Release;
let clients: OperationClients;

const rule = (name: string, provider: string, configuration: Record<string, string>): RuleDeclaration => ({
  name,
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  configuration,
});
const alarmRule = rule('Alarm1', 'CloudWatchAlarm', { AlarmName: 'incident', WaitTime: '0' });
const closedWindow = rule('Window2', 'DeploymentWindow', { Cron: '* * 9-16 ? * MON-FRI', TimeZone: 'UTC' });

/** RELEASE with gates before Prod. */
const gated = (rules: RuleDeclaration[]): PipelineDeclaration => ({
  ...RELEASE,
  stages: (RELEASE.stages ?? []).map((stage) =>
    stage.name === 'Prod' ? { ...stage, beforeEntry: { conditions: [{ result: 'FAIL', rules }] } } : stage,
  ),
});

beforeEach(async () => {
  release = await startRelease([cloudwatch, logs]);
  clients = clientsOf(release.local);
  const { TopicArn = '' } = await clients.sns.send(new CreateTopicCommand({ Name: 'on-call' }));
  await clients.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'on-call@example.com' }));
  await putQuietAlarm(clients.cloudwatch, 'incident', { AlarmActions: [TopicArn], ActionsEnabled: false });
  await clients.logs.send(new CreateLogGroupCommand({ logGroupName: `/slipway/${pipelineName}/audit` }));
  await setAlarm(clients.cloudwatch, 'incident', 'ALARM');
});
afterEach(() => release.local.stop());

/** Brings an execution to the gates of Prod. */
async function toProd() {
  const builds = release.outside.builds.size;
  await release.settle();
  await release.endBuild(`build:${Math.max(builds, release.outside.builds.size)}`, 'SUCCEEDED');
  await clients.codepipeline.send(
    new PutApprovalResultCommand({
      pipelineName,
      stageName: 'Approve',
      actionName: 'Ask',
      token: await release.token('Approve'),
      result: { status: 'Approved', summary: 'by a test' },
    }),
  );
  await release.settle();
}
async function blocked(rules: RuleDeclaration[] = [alarmRule]) {
  await clients.codepipeline.send(new CreatePipelineCommand({ pipeline: gated(rules) }));
  await release.settle();
  await toProd();
}
const prod = async () => {
  const { stageStates } = await clients.codepipeline.send(new GetPipelineStateCommand({ name: pipelineName }));
  return stageStates?.find(({ stageName }) => stageName === 'Prod')?.latestExecution;
};
const mails = async () => (await readOutbox(release.local)).filter(({ subject }) => subject?.startsWith('Emergency'));
const audit = async () => {
  const { events = [] } = await clients.logs.send(
    new FilterLogEventsCommand({ logGroupName: `/slipway/${pipelineName}/audit` }),
  );
  return events.map(({ message = '' }) => JSON.parse(message));
};
const command = (options: { yes?: boolean; json?: boolean }) =>
  printed(() => runRelease({ pipeline: pipelineName, reason, ...options }, clients, now()));
const now = () => new Date(release.local.clock.now());
const plan = (more: { stageName?: string; reason?: string } = {}) =>
  planEmergencyRelease(clients, { pipelineName, stageName: undefined, reason, ...more });

test('without --yes it shows what it would do, and does nothing', async () => {
  await blocked();
  const { code, stdout } = await command({});
  expect(code).toBe(1);
  expect(stdout).toContain('is kept out of Prod:\n  Alarm1: Alarm incident is in state ALARM\n');
  expect(stdout).toContain('Nothing is changed yet. Add --yes to do this.');
  expect((await prod())?.status).toBe('Failed');
  expect([await mails(), await audit()]).toEqual([[], []]);
});

test('it lets this one execution in, writes down who and why, and tells approvers and on-call', async () => {
  await blocked();
  const held = await prod();
  expect(held?.status).toBe('Failed');
  const { code, stdout } = await command({ yes: true, json: true });
  await release.settle();
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    executionId: held?.pipelineExecutionId,
    alarmNames: ['incident'],
    released: true,
  });
  expect(await prod()).toMatchObject({ pipelineExecutionId: held?.pipelineExecutionId, status: 'InProgress' });
  const { callerArn } = JSON.parse(stdout);
  expect(callerArn).toMatch(/^arn:aws:/);
  const entry = {
    event: 'release-past-alarms',
    stageName: 'Prod',
    executionId: held?.pipelineExecutionId,
    reason,
    callerArn,
  };
  expect(await audit()).toMatchObject([
    { ...entry, outcome: 'begun' },
    { ...entry, outcome: 'overridden' },
  ]);
  const told = await mails();
  expect(told.map(({ endpoint }) => endpoint).sort()).toEqual(['approver@example.com', 'on-call@example.com']);
  for (const { message } of told) {
    expect(message).toContain(`Reason: ${reason}`);
    expect(message).toContain(callerArn);
  }
});

test('the next execution meets the alarm again', async () => {
  await blocked();
  await releasePastAlarms(clients, await plan(), now());
  await release.settle();
  const first = await prod();
  const stack = release.outside.stacks.get('Prod');
  if (stack === undefined) throw new Error('Prod was not deployed');
  stack.status = 'CREATE_COMPLETE';
  await release.local.clock.advance(60_000);
  expect((await prod())?.status).toBe('Succeeded');
  await clients.codepipeline.send(new StartPipelineExecutionCommand({ name: pipelineName }));
  await release.settle();
  await toProd();
  const second = await prod();
  expect(second?.pipelineExecutionId).not.toBe(first?.pipelineExecutionId);
  expect(second?.status).toBe('Failed');
});

test('a window that is closed as well is not passed', async () => {
  await blocked([alarmRule, closedWindow]);
  await expect(plan()).rejects.toThrow(
    /Not only an alarm keeps the release out of Prod\. Window2: .*outside the window/,
  );
});

test('a release that nothing keeps out is refused', async () => {
  await setAlarm(clients.cloudwatch, 'incident', 'OK');
  await blocked();
  await expect(plan()).rejects.toThrow(`No release of ${pipelineName} is kept out of a stage by a gate`);
  await expect(plan({ stageName: 'Gamma' })).rejects.toThrow('has no stage Gamma');
});

test('an entry that the log does not take ends it: this machine’s clock is wrong', async () => {
  await blocked();
  const tomorrow = new Date(now().getTime() + 24 * 60 * 60_000);
  await expect(releasePastAlarms(clients, await plan(), tomorrow)).rejects.toThrow('did not take the entry');
  expect([(await prod())?.status, await mails()]).toEqual(['Failed', []]);
});

test('a reason that says nothing is refused', async () => {
  await blocked();
  await expect(plan({ reason: ' x ' })).rejects.toThrow('The reason is " x "');
});

test('a stage that has moved on meanwhile is left alone, and that is written down', async () => {
  await blocked();
  const stale = await plan();
  await clients.codepipeline.send(new StartPipelineExecutionCommand({ name: pipelineName }));
  await release.settle();
  await toProd();
  const late = releasePastAlarms(clients, stale, now());
  await expect(late).rejects.toMatchObject({ name: 'NotLatestPipelineExecutionException' });
  expect((await audit()).map(({ outcome }) => outcome)).toEqual([
    'begun',
    expect.stringContaining('refused: NotLatestPipelineExecutionException'),
  ]);
});
