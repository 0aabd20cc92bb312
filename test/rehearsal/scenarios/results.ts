import type { AliasState } from '../../../rehearsal/session/prod-state.ts';
import type { ReleaseResult } from '../../../rehearsal/session/release.ts';
import type { DeploymentSummary, Expectation, GateSummary, StageSummary } from '../../../rehearsal/session/summary.ts';

/* Results of releases as they would be seen, made by hand. */

export const stage = (name: string, status = 'Succeeded', summary = ''): StageSummary => ({
  name,
  status,
  durationMs: 1000,
  actions: [
    { name: `${name}Action`, provider: 'CodeBuild', category: 'Build', mode: null, status, durationMs: 1000, summary },
  ],
});

export const deployment = (over: Partial<DeploymentSummary> = {}): DeploymentSummary => ({
  id: 'd-1',
  group: 'Prod-Students-getStudentDetails',
  config: 'Canary10Percent5Minutes',
  status: 'Succeeded',
  errorCode: null,
  rollbackOf: null,
  weights: [10, 100].map((percentNew, index) => ({ at: index, percentNew })),
  hooks: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded' },
    { name: 'AfterAllowTraffic', status: 'Succeeded' },
  ],
  alarms: [],
  evidence: null,
  ...over,
});

export const alias = (version: string, over: Partial<AliasState> = {}): AliasState => ({
  functionName: 'Prod-Students-getStudentDetails',
  version,
  codeSha256: `sha-of-${version}`,
  secondVersionPercent: 0,
  ...over,
});

const COMMIT = 'c0ffee';
export function result(
  over: { status?: string; stages?: StageSummary[]; gates?: GateSummary[] } & Partial<
    Pick<ReleaseResult, 'title' | 'deployments' | 'prodBefore' | 'prodAfter'>
  >,
): ReleaseResult {
  const { status = 'Succeeded', stages = [stage('Source'), stage('Build'), stage('Prod')], gates = [], ...rest } = over;
  const execution = { id: 'e-1', commit: COMMIT, status, durationMs: 1000, stages, gates };
  return {
    title: 'A change',
    commit: COMMIT,
    execution,
    executions: [execution],
    deployments: [],
    sinceMs: 0,
    prodBefore: [alias('1')],
    prodAfter: [alias('2')],
    ...rest,
  };
}

/** What the checks noted. */
export function note(check: (expect: (what: string, held: boolean, seen: string) => void) => void): Expectation[] {
  const noted: Expectation[] = [];
  check((what, held, seen) => noted.push({ what, held, seen }));
  return noted;
}
