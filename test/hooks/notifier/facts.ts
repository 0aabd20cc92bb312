import type { ActionRun, BrokenShift, ReleaseFacts, RuleRun } from '../../../hooks/notifier/release.ts';

export const EXECUTION = '3046d630-0000-4000-8000-000000000001';
export const COMMIT = '0f7c3476c86cbd4c5a1f0f4bd8d0a2f1b5f1b0aa';
const ARN = 'arn:aws:sts::111122223333:assumed-role/Approver/ada';

let count = 0;

/** A run of an action; each begins a second after the one before. */
export function run(stage: string, name: string, changes: Partial<ActionRun> = {}): ActionRun {
  count += 1;
  return {
    id: `run-${count}`,
    stage,
    name,
    category: 'Build',
    status: 'Succeeded',
    deploys: false,
    startedMs: count * 1_000,
    changedMs: count * 1_000 + 500,
    says: '',
    errorCode: '',
    by: undefined,
    configuration: {},
    ...changes,
  };
}
export const deploy = (stage: string, changes: Partial<ActionRun> = {}): ActionRun =>
  run(stage, 'Students.Deploy', { category: 'Deploy', deploys: true, ...changes });
export const approval = (changes: Partial<ActionRun> = {}): ActionRun =>
  run('ApproveProd', 'Approve', { category: 'Approval', by: ARN, ...changes });
export function rule(stage: string, name: string, changes: Partial<RuleRun> = {}): RuleRun {
  count += 1;
  return { id: `rule-${count}`, stage, name, status: 'Failed', changedMs: count * 1_000, says: '', ...changes };
}

export const release = (changes: Partial<ReleaseFacts> = {}): ReleaseFacts => ({
  pipelineName: 'slipway',
  region: 'eu-west-1',
  executionId: EXECUTION,
  isRollback: false,
  trigger: { type: 'CloudWatchEvent', detail: 'arn:aws:events:eu-west-1:111122223333:rule/slipway-source' },
  stopReason: undefined,
  commit: { id: COMMIT, title: 'Answers carry revision 2' },
  author: { known: true, value: 'Ada Lovelace' },
  version: '1.0.7',
  runs: [],
  rules: [],
  ...changes,
});

export const shift = (functionName: string, changes: Partial<BrokenShift> = {}): BrokenShift => ({
  functionName,
  newVersion: '3',
  code: 'ALARM_ACTIVE',
  message: `One or more alarms have been activated. Activated alarms: <${functionName}-errors>`,
  failedHook: undefined,
  traffic: { percent: 10, ms: 150_000 },
  requests: { known: true, value: { all: 52, failed: 14 } },
  takenBack: true,
  ...changes,
});
