import picocolors from 'picocolors';
import type { ActionView, DeploymentView, LiveView, StageView } from '../../../rehearsal/session/live-view.ts';

/* Moments of a release, made by hand, and colours that leave a text as it is. */

export const PLAIN = picocolors.createColors(false);
export const NOW_MS = Date.UTC(2026, 0, 5, 10, 20, 30);

export const action = (name: string, status?: string, over: Partial<ActionView> = {}): ActionView => ({
  name,
  category: '',
  mode: null,
  status,
  startedMs: undefined,
  changedMs: undefined,
  summary: '',
  token: undefined,
  ...over,
});

export const stage = (name: string, status: string | undefined, actions: ActionView[] = []): StageView => ({
  name,
  status,
  executionId: 'e-1',
  waiting: undefined,
  actions,
  gates: [],
});

export const deployment = (over: Partial<DeploymentView> = {}): DeploymentView => ({
  id: 'd-ABC',
  functionName: 'Prod-Students-getStudentDetails',
  config: 'Canary10Percent5Minutes',
  status: 'InProgress',
  error: undefined,
  percentSet: 10,
  percentActual: 9.52,
  baked: false,
  newVersion: '2',
  hooks: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded' },
    { name: 'AfterAllowTraffic', status: 'Pending' },
  ],
  tooLittleEvidence: undefined,
  alarms: [
    { name: 'errors', state: 'OK' },
    { name: 'latency', state: 'INSUFFICIENT_DATA' },
  ],
  ...over,
});

export const view = (over: Partial<LiveView> = {}): LiveView => ({
  nowMs: NOW_MS,
  stages: [],
  deployments: [],
  ...over,
});
