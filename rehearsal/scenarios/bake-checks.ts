import { type Look, readLooks } from '../session/read-bake.ts';
import type { ReleaseResult } from '../session/release.ts';
import type { Session } from '../session/session.ts';
import type { DeploymentSummary } from '../session/summary.ts';
import { caughtUp } from './caught-up.ts';
import { ofStage, stageOf } from './checks.ts';
import type { ScenarioContext } from './scenario.ts';

/* What several scenarios expect of a bake in Prod, in their words. */

type Expect = ScenarioContext['expect'];

/** The function that the scenarios release. */
export const RELEASED = 'Prod-getStudentDetails';

/** Natural logarithm of the odds at which the judge's alarm goes off. */
export const EVIDENCE_LIMIT = Math.log(100);

const instant = (at: string | number): number => new Date(at).getTime();

/** The deployment of the released function that shifted traffic, not the one that took it back. */
export const shiftOf = (result: ReleaseResult): DeploymentSummary | undefined =>
  ofStage(result, 'Prod').find(({ group, rollbackOf }) => group.startsWith(RELEASED) && rollbackOf === null);

/** Virtual milliseconds from the first traffic to the new version until the old one had all of it again. */
export function timeToRollBackMs(result: ReleaseResult): number | undefined {
  const bad = shiftOf(result);
  const back = ofStage(result, 'Prod').find(({ rollbackOf }) => rollbackOf === bad?.id);
  const first = bad?.weights.find(({ percentNew }) => percentNew > 0);
  const last = back?.weights.at(-1);
  return first === undefined || last === undefined ? undefined : instant(last.at) - instant(first.at);
}

export function expectBackWithin(expect: Expect, result: ReleaseResult, minutes: number): void {
  const tookMs = timeToRollBackMs(result);
  expect(
    `the old version had all traffic again within ${minutes} minutes of the shift's start`,
    tookMs !== undefined && tookMs <= minutes * 60_000,
    tookMs === undefined ? 'it was never taken back' : `${(tookMs / 1000).toFixed(0)} s`,
  );
}

/** Why the stage failed names this alarm of the released function. */
export function expectAlarm(expect: Expect, { execution }: ReleaseResult, suffix: string): void {
  const why = stageOf(execution, 'Prod')?.actions.find(({ status }) => status === 'Failed')?.summary ?? '';
  expect(`the alarm ${suffix} took it back`, why.includes(`${RELEASED}-${suffix}`), why.slice(0, 600) || 'no reason');
}

/** The judge's looks at the released function's shift, with its verdict: that is written when the deployment has ended. */
export async function looksOf(session: Session, result: ReleaseResult): Promise<Look[]> {
  const deployment = shiftOf(result);
  if (deployment === undefined) return [];
  return caughtUp(
    session,
    () => readLooks(session.clients.logs, RELEASED, deployment.id),
    (looks) => looks.some(({ ended }) => ended !== undefined),
  );
}

/** The judge's last word on the bake. */
export function expectVerdict(
  expect: Expect,
  looks: readonly Look[],
  verdict: Look['verdict'],
  words: readonly string[],
): void {
  const last = looks.findLast(({ ended }) => ended !== undefined);
  expect(
    `the judge's verdict is ${verdict} and says ${words.join(', ')}`,
    last?.verdict === verdict && words.every((word) => last.reason.includes(word)),
    last === undefined ? `${looks.length} looks, no verdict` : `${last.verdict}: ${last.reason}`,
  );
}
