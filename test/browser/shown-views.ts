import type { Brief } from '../../console/model/brief.ts';
import type { CommitView } from '../../console/model/commit-view.ts';
import type { DossierFacts } from '../../console/model/dossier-view.ts';
import { known, unknown } from '../../console/model/part.ts';
import type { ActionView, StageView } from '../../console/model/pipeline-view.ts';
import type { EvidenceView } from '../../console/model/security-view.ts';
import type { AccessSummary } from '../../policies/report/access.ts';
import { execution, MINUTE, NOON, run } from '../console/model/views.ts';

const action = (more: Partial<ActionView> = {}): ActionView => ({
  name: 'Deploy',
  provider: 'CloudFormation',
  status: 'Succeeded',
  outcome: undefined,
  startedMs: NOON,
  endedMs: NOON + MINUTE,
  says: '',
  sentence: '',
  failed: false,
  hasLog: false,
  approval: undefined,
  ...more,
});

const stage = (name: string, more: Partial<StageView> = {}): StageView => ({
  name,
  kind: 'deploy',
  status: 'Succeeded',
  outcome: undefined,
  execution: execution(),
  waits: [],
  closed: undefined,
  gates: [],
  actions: [action()],
  ...more,
});

export const STAGES: readonly StageView[] = [
  stage('Build', {
    status: 'Failed',
    actions: [
      action({
        name: 'Synth',
        status: 'Failed',
        says: 'npm test: exit status 1',
        sentence: 'npm test: exit status 1.',
        failed: true,
        hasLog: true,
      }),
    ],
  }),
  stage('Alpha', {
    status: 'Failed',
    outcome: 'takenBack',
    actions: [
      action({
        status: 'Failed',
        outcome: 'takenBack',
        says: 'Stack Alpha ended as UPDATE_ROLLBACK_COMPLETE. The following resource(s) failed to update: [Live].',
        sentence: 'Stack Alpha: Live could not be updated.',
        failed: true,
      }),
    ],
  }),
  stage('Beta', { status: 'InProgress', actions: [action({ status: 'InProgress', endedMs: undefined })] }),
  stage('Approve', {
    kind: 'approval',
    status: 'InProgress',
    execution: execution({ status: 'InProgress' }),
    waits: ['Ask waits for an approver.'],
    actions: [
      action({
        name: 'Ask',
        status: 'InProgress',
        approval: { executionId: 'waiting', sinceMs: NOON, expiresMs: NOON + 60 * MINUTE },
      }),
    ],
  }),
  stage('Prod', {
    status: undefined,
    execution: undefined,
    closed: 'Until Monday',
    gates: [
      { name: 'Freeze', status: 'Failed', says: 'Frozen until Monday' },
      { name: 'Alarms', status: 'Succeeded', says: '' },
    ],
    actions: [action({ status: undefined, startedMs: undefined, endedMs: undefined })],
  }),
];

const commit: CommitView = {
  id: 'c0ffee1234567890',
  title: 'A change',
  body: 'With its why.',
  author: 'Ada',
  email: 'ada@example.com',
  atMs: NOON,
};

const change = { logicalId: 'Table', path: 'Students/Table', type: 'AWS::DynamoDB::Table', remedy: 'In two releases.' };

const version = {
  ...change,
  class: 'reversible',
  type: 'AWS::Lambda::Version',
  reason: 'AWS::Lambda::Version is made anew.',
} as const;

export const DOSSIER_FACTS: DossierFacts = {
  base: execution({ id: 'e0', title: 'The one before' }),
  commits: known([commit]),
  files: known({
    files: [
      { path: 'app/students/read.ts', kind: 'changed' },
      { path: 'app/students/page.ts', kind: 'added' },
      { path: 'app/students/old.ts', kind: 'removed' },
    ],
    more: false,
  }),
  changes: known([
    {
      stack: 'Prod-Students',
      first: false,
      firstChecks: 0,
      changes: [
        { ...change, class: 'oneWay', name: 'index-removed:Students/Table.ByYear', reason: 'The index is lost.' },
        { ...change, class: 'twoStep', name: 'key:Students/Key', reason: 'Only in two releases.' },
        { ...change, class: 'reversible', name: 'changed:Students/Read', reason: 'AWS::Lambda::Function changes' },
        { ...version, name: 'removed:Students/Read/CurrentVersion', derived: 'earlier' },
        { ...version, name: 'added:Students/Read/CurrentVersion', derived: 'new' },
      ],
    },
    { stack: 'Prod-New', first: true, firstChecks: 2, changes: [] },
  ]),
  permissions: known([
    {
      stack: 'Prod-Students',
      place: 'Prod',
      kind: 'broadening',
      gained: ['The function read may put items into the table Students.'],
      lost: ['Anybody may read the bucket.'],
    },
    { stack: 'Prod-New', place: 'Prod', kind: 'none', gained: [], lost: [] },
  ]),
  findings: known({
    total: { findings: 42, acknowledged: 41, open: 1, decisions: 12 },
    since: {
      fresh: [
        { id: 'AwsSolutions-IAM5', path: 'Students/Role', owner: undefined },
        { id: 'AwsSolutions-L1', path: 'Students/Read', owner: 'Students API team' },
      ],
      gone: [{ id: 'AwsSolutions-S1', path: 'Students/Bucket', owner: 'Platform team' }],
    },
  }),
  packages: known({
    deployed: {
      packages: 12,
      changes: {
        added: [{ name: 'zod', versions: ['4.6.7'], licenses: ['MIT'] }],
        gone: [{ name: 'left-pad', versions: ['1.0.0'], licenses: ['WTFPL'] }],
        changed: [{ name: '@aws-sdk/client-kms', from: ['3.1'], to: ['3.2'] }],
      },
    },
    build: { packages: 420 },
  }),
  tests: known([
    {
      name: 'unit-tests',
      stage: 'Build',
      now: { kind: 'tests', total: 42, passed: 41, failed: 1 },
      before: { kind: 'tests', total: 40, passed: 40, failed: 0 },
    },
    {
      name: 'coverage',
      stage: 'Build',
      now: { kind: 'coverage', linesPercent: 91, branchesPercent: 84 },
      before: undefined,
    },
  ]),
  earlier: [
    {
      name: 'Beta',
      status: 'Succeeded',
      outcome: undefined,
      startedMs: NOON,
      endedMs: NOON + MINUTE,
      actions: [run()],
    },
  ],
  bake: 'sees 15 % of errors in five minutes; sees nothing of a slow tail',
  comment: 'Approve',
};

/** Of a release that nothing runs before. */
export const FIRST_FACTS: DossierFacts = {
  ...DOSSIER_FACTS,
  base: undefined,
  files: known(undefined),
  changes: known([{ stack: 'Prod-New', first: true, firstChecks: 2, changes: [] }]),
  permissions: known([
    {
      stack: 'Prod-New',
      place: 'Prod',
      kind: 'firstRelease',
      gained: [],
      lost: [],
      granted: [
        { who: 'anyone', sentences: ['anyone may now invoke `Students/Api/Api/Default/OPTIONS` (execute-api:Invoke)'] },
        { who: '`Students/Read`', sentences: ['`Students/Read` may now read `Students/Table` (dynamodb:GetItem)'] },
      ],
    },
  ]),
  bake: '',
};

export const BRIEF: Brief = {
  sentence:
    '“A change” (c0ffee12) was taken back from Prod 150 s after its first traffic: the alarm errors went off for errors (More than 5 % fail): 32 % of 25 requests to the new version failed (before: 0 %).',
  timeline: [
    { atMs: NOON, what: 'Release begins (push)', tone: 'neutral' },
    { atMs: NOON + MINUTE, what: 'Approve: Ask approved by ada', tone: 'good' },
    { atMs: NOON + 2 * MINUTE, what: 'Alarm errors: ALARM', tone: 'bad' },
  ],
  affected: [{ functionName: 'Prod-read', newVersion: '2', answered: 25, failed: 8, all: 300 }],
  failingLines: known([
    {
      atMs: NOON,
      group: '/aws/lambda/Prod-read',
      text: 'Error: The record could not be migrated (at index.mjs:12)',
      times: 8,
      raw: '{"level":"ERROR","message":"failed","error":{"name":"Error","message":"The record could not be migrated"}}',
    },
  ]),
  commit: known(commit),
  restored: ['Prod-read answers with version 1 again, for all traffic.'],
  blocked: ['The alarm errors is still red: CodeDeploy stops every shift that it guards.'],
};

export const EMPTY_BRIEF: Brief = {
  ...BRIEF,
  affected: [],
  failingLines: unknown('AccessDenied: logs:FilterLogEvents', 'Use a role that may read this.'),
  commit: known(undefined),
  restored: [],
  blocked: [],
};

export const ACCESS: AccessSummary = {
  grants: 21,
  used: 18,
  roles: [
    { name: 'Build', grants: 9, unused: [], denied: ['iam:CreateRole on *: no identity-based policy allows it'] },
    { name: 'Prod-Read', grants: 7, unused: ['kms:Decrypt on arn:aws:kms:eu-west-1:111122223333:key/k'], denied: [] },
    { name: 'Deploy', grants: 5, unused: [], denied: [] },
  ],
};

const finding = (id: string) => ({ id, path: 'Students/Role/DefaultPolicy/Resource' });

export const EVIDENCE: EvidenceView = {
  resources: 120,
  total: { findings: 5, acknowledged: 4, open: 1, decisions: 2 },
  packs: [
    { name: 'AwsSolutions', rules: 40, findings: 4, acknowledged: 3, open: 1, decisions: 2 },
    { name: 'Serverless', rules: 12, findings: 1, acknowledged: 1, open: 0, decisions: 1 },
    { name: 'Slipway', rules: 17, findings: 0, acknowledged: 0, open: 0, decisions: 0 },
  ],
  open: [finding('AwsSolutions-IAM5')],
  acknowledged: [
    {
      name: 'traces',
      reason: 'X-Ray has no resources to name',
      owner: 'Students API team',
      expires: '2026-01-20',
      daysLeft: 15,
      findings: [finding('AwsSolutions-IAM5::xray:PutTraceSegments[Resource]')],
    },
    {
      name: 'trial',
      reason: 'A trial that has ended',
      owner: 'Platform team',
      expires: '2025-12-24',
      daysLeft: -12,
      findings: [finding('AwsSolutions-L1'), finding('AwsSolutions-S1')],
    },
  ],
};
