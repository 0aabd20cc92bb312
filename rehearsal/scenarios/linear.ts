import type { Look } from '../session/read-bake.ts';
import { EVIDENCE_LIMIT, expectAlarm, expectVerdict, looksOf, shiftOf } from './bake-checks.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed } from './checks.ts';
import { failsMoreOften } from './partial-faults.ts';
import type { Scenario, ScenarioContext } from './scenario.ts';
import { BUSY_ERRS_ONE_IN, LINEAR, reads } from './settings.ts';

export const linear: Scenario = {
  name: 'linear',
  push: 'errors go from 0.1 % to 2 %, at 10 requests/s, where traffic moves by 10 % every minute',
  outcome:
    'no step alone has enough evidence; what is carried over from step to step has, and takes it back before 100 %',
  setting: LINEAR,
  run: async ({ session, releaseUnder, expect }) => {
    const result = await releaseUnder(reads(10), {
      message: 'Connections are closed sooner',
      edits: [failsMoreOften(BUSY_ERRS_ONE_IN, 50)],
    });
    expectStageFailed(expect, result, 'Prod');
    expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
    expectAlarm(expect, result, 'judge-evidence');
    const weights = shiftOf(result)?.weights ?? [];
    const percents = weights.map(({ percentNew }) => percentNew).filter((percent) => percent > 0);
    expect(
      'the weights went up by 10 % a step, over several steps, and never to 100 %',
      percents.length >= 2 && percents.every((percent, step) => percent === 10 * (step + 1) && percent < 100),
      percents.map((percent) => `${percent} %`).join(' -> ') || 'no traffic was shifted',
    );
    const looks = await looksOf(session, result);
    const starts = weights.filter(({ percentNew }) => percentNew > 0).map(({ at }) => new Date(at).getTime());
    expectCarriedOver(expect, evidenceBySteps(looks, starts));
    expectVerdict(expect, looks, 'fail', ['more errors']);
    expectProdUnchanged(expect, result);
  },
};

/** The log-evidence at the last look of each step of the shift. */
export function evidenceBySteps(looks: readonly Look[], startsMs: readonly number[]): number[] {
  return startsMs.map((startMs, step) => {
    const endMs = startsMs[step + 1] ?? Number.POSITIVE_INFINITY;
    const own = looks.filter(({ atMs, ended }) => ended === undefined && atMs >= startMs && atMs < endMs);
    return own.at(-1)?.evidence.combined ?? Number.NaN;
  });
}

/** The limit is passed at the end although no step has brought so much by itself. */
export function expectCarriedOver(expect: ScenarioContext['expect'], steps: readonly number[]): void {
  const gains = steps.map((evidence, step) => evidence - (steps[step - 1] ?? 0));
  expect(
    'the evidence passed its limit, and no step brought that much by itself',
    (steps.at(-1) ?? 0) >= EVIDENCE_LIMIT && gains.every((gain) => gain < EVIDENCE_LIMIT),
    `evidence after each step ${steps.map((evidence) => evidence.toFixed(2)).join(', ') || 'none'}; limit ${EVIDENCE_LIMIT.toFixed(2)}`,
  );
}
