import type { DossierView } from '../../console/model/dossier-view.ts';
import { toHistoryView } from '../../console/model/history-view.ts';
import { known, unknown } from '../../console/model/part.ts';
import type { ReleaseView } from '../../console/model/release-view.ts';
import type { ServedModel } from '../../console/server/served-model.ts';
import { Refused } from '../../operations/refused.ts';
import { alarm, execution, MINUTE, NOON, row, run, shift } from '../console/model/views.ts';
import { ACCESS, BRIEF, DOSSIER_FACTS, EMPTY_BRIEF, EVIDENCE, FIRST_FACTS, STAGES } from './shown-views.ts';

/* A model that shows every state that a page can be in, without anything behind it. */

export const PIPELINE = 'slipway';
const clock = { nowMs: NOON + 13 * MINUTE, virtual: true, rate: 60, speed: 60 };
/** What CreatePipeline started, before anybody had pushed. */
const CREATION = execution({ id: 'e6', status: 'Failed', trigger: 'CreatePipeline', commit: '', title: '' });
const underWay = execution({ status: 'InProgress' });

const CANARY = shift({
  status: 'InProgress',
  underWay: true,
  error: undefined,
  endedMs: undefined,
  takenBackBy: undefined,
  percentSet: 10,
  percentActual: 9.4,
  hooks: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded', startedMs: NOON, endedMs: NOON + MINUTE, says: undefined },
    { name: 'AfterAllowTraffic', status: 'Pending', startedMs: undefined, endedMs: undefined, says: undefined },
  ],
  alarms: [
    alarm({ state: 'ALARM', says: '3 of 10 failed' }),
    alarm({ name: 'latency', watches: 'latency', threshold: 1000 }),
    alarm({ name: 'evidence', watches: 'evidence', threshold: 6, state: 'INSUFFICIENT_DATA' }),
  ],
});

/** A release by its id: each is in another state. */
const RELEASES: Readonly<Record<string, Partial<ReleaseView>>> = {
  canary: { deployments: known([CANARY]) },
  back: { outcome: 'takenBack', deployments: known([shift()]), brief: known(BRIEF) },
  unread: {
    deployments: unknown('AccessDenied: not yours', 'Use another role.'),
    brief: unknown('Gone', 'Look again.'),
  },
  quiet: { outcome: 'rejected', brief: known(EMPTY_BRIEF) },
  new: { deployments: known([]), stages: [] },
};

const HASH = 'a1'.repeat(32);

/** A dossier by its execution's id: each stands otherwise. */
const STANDINGS: Readonly<Record<string, DossierView['standing']>> = {
  waiting: { kind: 'waiting', sinceMs: NOON, expiresMs: NOON + 60 * MINUTE },
  approved: { kind: 'answered', approved: true, by: 'ada', comment: 'Looks right', dossier: HASH, atMs: NOON },
  rejected: {
    kind: 'answered',
    approved: false,
    by: 'ada',
    comment: 'Not before the holidays',
    dossier: undefined,
    atMs: NOON,
  },
  early: { kind: 'early', why: 'The release has not come to this approval yet.' },
  void: { kind: 'void', why: 'A newer release took its place.' },
};

const nobody = (): never => {
  throw new Refused('Nothing is behind this model', 'It only shows.');
};

function dossier(id: string): DossierView {
  const standing = STANDINGS[id] ?? nobody();
  return {
    clock,
    pipelineName: PIPELINE,
    execution: { ...underWay, id },
    stage: 'Approve',
    action: 'Ask',
    targets: ['Prod'],
    asked: id === 'early' ? { about: 'permissions', later: ['ApproveProd'] } : { about: 'deployment', later: [] },
    standing,
    facts: id === 'early' ? FIRST_FACTS : DOSSIER_FACTS,
    hash: 'a'.repeat(64),
    factHashes: {},
  };
}

function release(id: string): ReleaseView {
  const own = RELEASES[id] ?? nobody();
  return {
    clock,
    execution: { ...underWay, id },
    outcome: 'underWay',
    stages: [
      { name: 'Prod', status: 'InProgress', outcome: undefined, startedMs: NOON, endedMs: undefined, actions: [run()] },
    ],
    deployments: known([]),
    brief: undefined,
    steering: {
      stop: [{ deploymentId: 'd-1', functionName: 'Prod-read', stage: 'Prod' }],
      rollBack: { stage: 'Prod', to: execution() },
    },
    ...own,
  };
}

const rows = [
  row(),
  row({
    id: 'e2',
    outcome: 'takenBack',
    answers: [
      { stage: 'Approve', by: 'arn:aws:iam::1:user/ada', approved: true, comment: 'Beta is quiet', dossier: HASH },
    ],
  }),
  row({
    id: 'e3',
    outcome: 'rejected',
    answers: [{ stage: 'Approve', by: '', approved: false, comment: 'Timed out', dossier: undefined }],
  }),
  row({ id: 'e5', outcome: 'stopped', stopReason: 'The supplier is down' }),
  row({ id: 'e4', outcome: 'superseded', leadMs: undefined, stage: undefined }),
  row({ ...CREATION, outcome: 'created', leadMs: undefined, stage: 'Source', enteredMs: undefined }),
];

/** The paths of all pages, in all states. */
export const SHOWN_PATHS: readonly string[] = [
  '/',
  ...Object.keys(STANDINGS).map((id) => `/approval/${id}`),
  ...Object.keys(RELEASES).map((id) => `/release/${id}`),
  '/release/unknown',
  '/history',
  '/security',
];

export const shownModel: ServedModel = {
  pipelineName: PIPELINE,
  clock: () => Promise.resolve(clock),
  principal: () => Promise.resolve('arn:aws:iam::111111111111:user/developer'),
  pipeline: () =>
    Promise.resolve({
      pipelineName: PIPELINE,
      clock,
      stages: STAGES,
      queue: [{ ...underWay, outcome: 'underWay', at: 'Approve' }],
      ended: [
        { ...execution({ id: 'e0', status: 'Failed' }), outcome: 'takenBack' },
        { ...CREATION, outcome: 'created' },
      ],
    }),
  release: async (id) => release(id),
  dossier: async (id) => dossier(id),
  historySoFar: () =>
    Promise.resolve(toHistoryView(PIPELINE, 'Prod', { rows, unread: 12, sinceMs: rows.at(-1)?.startedMs }, clock)),
  security: () =>
    Promise.resolve({
      pipelineName: PIPELINE,
      clock,
      release: execution(),
      evidence: known(EVIDENCE),
      access: known(ACCESS),
      reports: ['security-report.html'],
    }),
  securityReport: async () => nobody(),
  log: ({ stage, action }) =>
    Promise.resolve({ stage, action, status: 'Failed', lines: ['npm test', 'Tests: 1 failed, 41 passed'] }),
  answer: async () => nobody(),
  stop: async () => nobody(),
  rollBack: async () => nobody(),
};
