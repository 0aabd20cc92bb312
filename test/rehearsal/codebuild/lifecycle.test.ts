import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ListBuildsForProjectCommand, RetryBuildCommand, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { expect, jest, test } from '@jest/globals';
import type { AwsEvent } from '../../../rehearsal/kernel/bus.ts';
import { createManualClock } from '../../../rehearsal/kernel/clock.ts';
import type { LogLine, MetricValue } from '../../../rehearsal/kernel/telemetry.ts';
import { endOrphans } from '../../../rehearsal/runtimes/build/process-group.ts';
import { startRehearsal } from '../../../rehearsal/start.ts';
import { ACCOUNT, REGION, START_MS } from '../../helpers/rehearsal.ts';
import { anyRole, type BuildLab, labOn, logged, phasesOf, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

const endless = "version: 0.2\nphases: {build: {commands: ['echo is-running', 'sleep 1000']}}\n";

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}
const running = (lab: BuildLab, times = 1) =>
  until(() => lab.lines.filter((line) => line.message === 'is-running').length >= times);

test('StopBuild ends the processes of a running build, and a queued one never starts', async () => {
  const lab = await startLab();
  const projectName = await lab.createProject({ source: { type: 'NO_SOURCE', buildspec: endless } });
  const ids: string[] = [];
  for (let count = 0; count <= availableParallelism(); count++) ids.push(await lab.start({ projectName }));
  await running(lab, availableParallelism());
  const queued = ids.at(-1) ?? '';
  expect((await lab.find(queued)).currentPhase).toBe('QUEUED');
  for (const id of ids.toReversed()) await lab.client.send(new StopBuildCommand({ id }));
  for (const id of ids) expect(await lab.finished(id)).toMatchObject({ buildStatus: 'STOPPED' });
  expect(phasesOf(await lab.find(queued))).toEqual(['SUBMITTED SUCCEEDED', 'QUEUED STOPPED', 'COMPLETED']);
  expect(phasesOf(await lab.find(ids[0] ?? '')).slice(-3)).toEqual([
    'BUILD STOPPED',
    'FINALIZING SUCCEEDED',
    'COMPLETED',
  ]);
  const retried = await lab.client.send(new RetryBuildCommand({ id: queued }));
  await lab.client.send(new StopBuildCommand({ id: retried.build?.id }));
  await lab.finished(retried.build?.id ?? '');
  const { ids: listed } = await lab.client.send(new ListBuildsForProjectCommand({ projectName }));
  expect(listed).toHaveLength(ids.length + 1);
  await lab.local.stop();
});

test('a build that takes too long is ended as TIMED_OUT', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'timeout-'));
  // Time does not stand still for work here, so that the time-out can be stepped to while the build runs.
  const clock = { ...createManualClock(START_MS), hold: () => () => undefined };
  const reported: unknown[] = [];
  const lines: LogLine[] = [];
  const rehearsal = await startRehearsal({
    folder,
    port: 0,
    account: ACCOUNT,
    services: [anyRole, logged(lines)],
    speed: 1,
    clock,
    report: (error) => reported.push(error),
  });
  const { accessKeyId, secretAccessKey } = rehearsal.credentials;
  const lab = labOn(
    {
      rehearsal,
      clock,
      folder,
      reported: [],
      client: (clientClass, region = REGION) =>
        new clientClass({
          region,
          endpoint: rehearsal.endpoint,
          credentials: { accessKeyId, secretAccessKey },
          maxAttempts: 1,
        }),
      ask: async () => Promise.reject(new Error('not here')),
      restart: async () => Promise.reject(new Error('not here')),
      startAgain: async () => Promise.reject(new Error('not here')),
      stop: rehearsal.stop,
    },
    lines,
  );
  const projectName = await lab.createProject({
    source: { type: 'NO_SOURCE', buildspec: endless },
    timeoutInMinutes: 5,
  });
  const id = await lab.start({ projectName });
  await running(lab);
  await clock.advance(5 * 60_000);
  const build = await lab.finished(id);
  expect(build.buildStatus).toBe('TIMED_OUT');
  expect(build.phases?.find((phase) => phase.phaseType === 'BUILD')).toMatchObject({
    phaseStatus: 'TIMED_OUT',
    durationInSeconds: 300,
    contexts: [{ statusCode: 'BUILD_TIMED_OUT' }],
  });
  await rehearsal.stop();
  expect(reported).toEqual([]);
});

test('a build that ran when the endpoint ended runs again from its source', async () => {
  const lab = await startLab();
  const flag = join(mkdtempSync(join(tmpdir(), 'flag-')), 'second-run');
  const buildspec = `version: 0.2\nphases: {build: {commands: ['echo is-running', 'test -e ${flag} || sleep 1000']}}\n`;
  const projectName = await lab.createProject({ source: { type: 'NO_SOURCE', buildspec } });
  const id = await lab.start({ projectName });
  await running(lab);
  writeFileSync(flag, '');
  const again = labOn(await lab.local.restart(), lab.lines);
  const build = await again.finished(id);
  expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', id });
  expect(phasesOf(build)).toHaveLength(11);
  expect(again.text()).toContain('it runs again from its source');
  await again.local.stop();
});

test('events and metrics say what happened', async () => {
  const events: AwsEvent[] = [];
  const metrics: MetricValue[] = [];
  const lab = await startLab();
  const { kernel } = lab.local.rehearsal;
  kernel.bus.subscribe('recorder', (event) => {
    events.push(event);
  });
  kernel.telemetry.onMetric((value) => metrics.push(value));
  const build = await lab.build("version: 0.2\nphases: {build: {commands: ['false']}}\n");
  await kernel.bus.idle();
  const states = events.filter((event) => event['detail-type'] === 'CodeBuild Build State Change');
  expect(states.map((event) => event.detail['build-status'])).toEqual(['IN_PROGRESS', 'FAILED']);
  expect(states.at(-1)).toMatchObject({
    source: 'aws.codebuild',
    resources: [build.arn],
    detail: {
      'build-id': build.arn,
      'project-name': build.projectName,
      'current-phase': 'COMPLETED',
      'additional-information': { 'build-complete': true, 'build-start-time': 'Jan 5, 2026 12:00:00 AM' },
    },
  });
  const phases = events.filter((event) => event['detail-type'] === 'CodeBuild Build Phase Change');
  expect(phases.map((event) => `${event.detail['completed-phase']} ${event.detail['completed-phase-status']}`)).toEqual(
    phasesOf(build).slice(0, -1),
  );
  const ofProject = metrics.filter((metric) => metric.dimensions.ProjectName === build.projectName);
  expect(ofProject.map((metric) => metric.name)).toEqual(
    expect.arrayContaining(['Builds', 'Duration', 'FailedBuilds']),
  );
  await lab.local.stop();
});

test('only processes that carry the build are ended as orphans', async () => {
  const child = spawn('sleep', ['1000'], { detached: true, env: { CODEBUILD_BUILD_ID: 'mine:1' }, stdio: 'ignore' });
  await once(child, 'spawn');
  const processGroup = child.pid ?? 0;
  expect(endOrphans(processGroup, 'CODEBUILD_BUILD_ID=other:2')).toBe(false);
  expect(endOrphans(processGroup, 'CODEBUILD_BUILD_ID=mine:1')).toBe(true);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  expect(endOrphans(processGroup, 'CODEBUILD_BUILD_ID=mine:1')).toBe(false);
});
