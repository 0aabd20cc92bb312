import { expectProdReleased, expectSucceeded, stageOf } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';

export const superseded: Scenario = {
  name: 'superseded',
  push: 'three pushes in a row',
  outcome: 'the middle one is superseded; the last reaches Prod',
  run: async ({ release, push, expect }) => {
    const first = await push('Answers carry revision 6', [newRevision('6')]);
    const middle = await push('Answers carry revision 7', [newRevision('7')]);
    const last = await release({
      message: 'Answers carry revision 8',
      edits: [newRevision('8')],
      sinceMs: first.sinceMs,
    });
    const statusOf = (commit: string) => last.executions.find((execution) => execution.commit === commit);
    const between = statusOf(middle.commit);
    expect(
      'the middle one is superseded',
      between?.status === 'Superseded',
      `${middle.commit.slice(0, 8)} is ${between?.status}`,
    );
    const reached = between === undefined ? undefined : stageOf(between, 'Prod');
    expect(
      'the middle one never reached Prod',
      between !== undefined && reached === undefined,
      reached?.status ?? 'not reached',
    );
    expect('the first was carried on with', statusOf(first.commit) !== undefined, `${statusOf(first.commit)?.status}`);
    expectSucceeded(expect, last);
    expectProdReleased(expect, last, 'getStudentDetails');
  },
};
