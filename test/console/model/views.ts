import type { ActionRun } from '../../../console/model/action-run.ts';
import type { AlarmView } from '../../../console/model/alarm-view.ts';
import type { DeploymentView } from '../../../console/model/deployment-view.ts';
import type { ExecutionView } from '../../../console/model/execution-view.ts';
import type { ReleaseRow } from '../../../console/model/history-view.ts';

/* Views as the model makes them, of which a test says only what it is about. */

export const MINUTE = 60_000;
export const NOON = Date.UTC(2026, 0, 5, 12);

export const execution = (more: Partial<ExecutionView> = {}): ExecutionView => ({
  id: 'e1',
  status: 'Succeeded',
  commit: 'c0ffee1234567890',
  title: 'A change',
  cause: 'push',
  trigger: 'CloudWatchEvent',
  type: 'STANDARD',
  rollbackTo: undefined,
  stopReason: undefined,
  startedMs: NOON,
  updatedMs: NOON + 20 * MINUTE,
  ...more,
});

export const run = (more: Partial<ActionRun> = {}): ActionRun => ({
  executionId: 'e1',
  stageName: 'Prod',
  name: 'Deploy',
  provider: 'CloudFormation',
  category: 'Deploy',
  status: 'Succeeded',
  startedMs: NOON + 10 * MINUTE,
  endedMs: NOON + 20 * MINUTE,
  summary: '',
  error: undefined,
  dossier: undefined,
  errorCode: undefined,
  externalId: undefined,
  by: undefined,
  configuration: { ActionMode: 'CHANGE_SET_EXECUTE' },
  variables: {},
  artifacts: [],
  ...more,
});

export const approval = (more: Partial<ActionRun> = {}): ActionRun =>
  run({ stageName: 'Approve', name: 'Ask', provider: 'Manual', category: 'Approval', configuration: {}, ...more });

export const alarm = (more: Partial<AlarmView> = {}): AlarmView => ({
  name: 'errors',
  state: 'OK',
  says: '',
  description: 'More than 5 % fail',
  watches: 'errors',
  threshold: 5,
  ...more,
});

/** A canary of version 2 that began at 12:10 and was taken back after two minutes and a half. */
export const shift = (more: Partial<DeploymentView> = {}): DeploymentView => ({
  id: 'd-1',
  stage: 'Prod',
  functionName: 'Prod-read',
  aliasName: 'live',
  group: 'Prod-read-live',
  status: 'Stopped',
  underWay: false,
  error: { code: 'ALARM_ACTIVE', message: 'One or more alarms have been activated' },
  createdMs: NOON + 10 * MINUTE,
  endedMs: NOON + 12.5 * MINUTE,
  rollbackOf: undefined,
  takenBackBy: 'd-2',
  oldVersion: '1',
  newVersion: '2',
  percentSet: 0,
  percentActual: 10,
  hooks: [],
  alarms: [alarm()],
  plan: {
    says: '10 % for 5 minutes, then all',
    bakeMs: 5 * MINUTE,
    stepMs: 5 * MINUTE,
    startedMs: NOON + 10 * MINUTE,
    endedMs: NOON + 12.5 * MINUTE,
    leftMs: undefined,
  },
  series: {
    timesMs: [9, 10, 11, 12, 13].map((minute) => NOON + minute * MINUTE),
    oldVersion: { invocations: [100, 90, 90, 95, 100], errors: [0, 0, 0, 0, 0], p99Ms: [50, 50, 50, 50, 50] },
    newVersion: {
      invocations: [null, 10, 10, 5, null],
      errors: [null, 3, 4, 1, null],
      p99Ms: [null, 60, 60, 60, null],
    },
    evidence: { timesMs: [], values: [] },
  },
  ...more,
});

export const row = (more: Partial<ReleaseRow> = {}): ReleaseRow => ({
  ...execution(),
  outcome: 'released',
  stage: 'Prod',
  enteredMs: NOON + 10 * MINUTE,
  leadMs: 20 * MINUTE,
  answers: [],
  ...more,
});
