import { describe, expect, test } from '@jest/globals';
import {
  alarmActive,
  checkAlias,
  endWith,
  freshEvents,
  HOOK_TIMEOUT_MS,
  nextStep,
  planShifts,
  rollbackOf,
  withEvent,
} from '../../../rehearsal/services/codedeploy/machine.ts';
import type { Deployment, Routing } from '../../../rehearsal/services/codedeploy/model.ts';

const MINUTE_MS = 60_000;

const deployment: Deployment = {
  id: 'd-1',
  application: 'app',
  group: 'group',
  configName: 'config',
  routing: { kind: 'canary', percent: 10, minutes: 5 },
  roleArn: 'arn:aws:iam::111122223333:role/deploy',
  revision: {
    functionName: 'fn',
    alias: 'live',
    currentVersion: '1',
    targetVersion: '2',
    hooks: { BeforeAllowTraffic: 'before', AfterAllowTraffic: 'after' },
  },
  appSpec: '{}',
  alarms: { enabled: true, names: ['errors'], ignorePollFailure: false },
  rollbackOn: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'],
  creator: 'user',
  description: '',
  createdMs: 0,
  status: 'Created',
  events: freshEvents(),
  percentNew: 0,
  shiftsDone: 0,
  hookInvoked: [],
};
const done = (from: Deployment, ...names: Deployment['events'][number]['name'][]): Deployment =>
  names.reduce((current, name) => withEvent(current, name, { status: 'Succeeded', startMs: 0, endMs: 0 }), from);

describe('the steps of a shift', () => {
  const table: [string, Routing, [number, number][]][] = [
    ['all at once', { kind: 'allAtOnce' }, [[0, 100]]],
    [
      'a canary of 10 % for 5 minutes',
      { kind: 'canary', percent: 10, minutes: 5 },
      [
        [0, 10],
        [5, 100],
      ],
    ],
    [
      'linear, 25 % every 3 minutes',
      { kind: 'linear', percent: 25, everyMinutes: 3 },
      [
        [0, 25],
        [3, 50],
        [6, 75],
        [9, 100],
      ],
    ],
    [
      'linear, 40 % every minute: the last step is what is left',
      { kind: 'linear', percent: 40, everyMinutes: 1 },
      [
        [0, 40],
        [1, 80],
        [2, 100],
      ],
    ],
  ];
  test.each(table)('%s', (_name, routing, expected) => {
    expect(planShifts(routing).map(({ afterMs, percent }) => [afterMs / MINUTE_MS, percent])).toEqual(expected);
  });
});

describe('the next step', () => {
  test('begins with the start', () => {
    expect(nextStep(deployment, 0)).toEqual({ do: 'start' });
  });
  test('invokes the hook before traffic, then waits an hour for its answer', () => {
    const started = done(deployment, 'Start');
    expect(nextStep(started, 7)).toEqual({ do: 'invokeHook', event: 'BeforeAllowTraffic', functionName: 'before' });
    const invoked = withEvent({ ...started, hookInvoked: ['BeforeAllowTraffic'] }, 'BeforeAllowTraffic', {
      status: 'InProgress',
      startMs: 7,
    });
    expect(nextStep(invoked, 8)).toEqual({
      do: 'awaitHook',
      event: 'BeforeAllowTraffic',
      deadlineMs: 7 + HOOK_TIMEOUT_MS,
    });
  });
  test('skips a hook that the revision does not name', () => {
    const without = { ...done(deployment, 'Start'), revision: { ...deployment.revision, hooks: {} } };
    expect(nextStep(without, 0)).toEqual({ do: 'skip', event: 'BeforeAllowTraffic' });
  });
  test('shifts at once, and the second time after the interval, counted from the first shift', () => {
    const ready = done(deployment, 'Start', 'BeforeAllowTraffic');
    expect(nextStep(ready, 100)).toEqual({ do: 'shift', percent: 10, atMs: 100, last: false });
    const shifted = { ...ready, shiftsDone: 1, shiftStartMs: 100 };
    expect(nextStep(shifted, 5000)).toEqual({ do: 'shift', percent: 100, atMs: 100 + 5 * MINUTE_MS, last: true });
  });
  test('finishes after the last hook', () => {
    const all = done(deployment, 'Start', 'BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic');
    expect(nextStep(all, 0)).toEqual({ do: 'finish' });
  });
});

describe('the alias that a deployment finds', () => {
  test.each([
    ['on the current version alone: it may begin', { version: '1', routedVersions: [] }, undefined],
    ['split over two versions', { version: '1', routedVersions: ['2'] }, 'INVALID_LAMBDA_CONFIGURATION'],
    ['on another version', { version: '7', routedVersions: [] }, 'INVALID_LAMBDA_CONFIGURATION'],
  ])('%s', (_name, alias, code) => {
    expect(checkAlias(deployment, alias)?.code).toBe(code);
  });
  test('a rollback may begin on a split alias', () => {
    const back = rollbackOf(deployment, 'd-2', 5);
    expect(checkAlias(back, { version: '1', routedVersions: ['2'] })).toBeUndefined();
  });
});

test('a stopped deployment ends what was under way and skips the rest', () => {
  const shifting = withEvent(done(deployment, 'Start', 'BeforeAllowTraffic'), 'AllowTraffic', { status: 'InProgress' });
  const ended = endWith(shifting, alarmActive(['errors']), 9);
  expect(ended.status).toBe('Stopped');
  expect(ended.error?.code).toBe('ALARM_ACTIVE');
  expect(ended.events.map(({ name, status }) => `${name} ${status}`)).toEqual([
    'Start Succeeded',
    'BeforeAllowTraffic Succeeded',
    'AllowTraffic Failed',
    'AfterAllowTraffic Skipped',
    'End Skipped',
  ]);
});

test('the rollback is the way back, all at once, without hooks and alarms', () => {
  const back = rollbackOf({ ...deployment, percentNew: 10, shiftsDone: 1, shiftStartMs: 3 }, 'd-2', 5);
  expect(back.revision).toMatchObject({ currentVersion: '2', targetVersion: '1', hooks: {} });
  expect(back).toMatchObject({
    routing: { kind: 'allAtOnce' },
    creator: 'codeDeployRollback',
    rollbackOf: 'd-1',
    rollbackOn: [],
  });
  expect(back.alarms.enabled).toBe(false);
  expect(nextStep(back, 5)).toEqual({ do: 'start' });
});
