import { expectProdUnchanged, stageOf } from './checks.ts';
import { newRevision } from './edits.ts';
import type { Scenario } from './scenario.ts';
import { expectTold } from './told.ts';

const COMMENT = 'Not on a Friday';

export const rejected: Scenario = {
  name: 'rejected',
  push: 'a change that an approver rejects',
  outcome: 'stops there; Prod unchanged; the comment is in the history',
  run: async ({ session, release, expect }) => {
    const result = await release({
      message: 'Answers carry revision 5',
      edits: [newRevision('5')],
      answer: () => Promise.resolve({ approve: false, comment: COMMENT }),
    });
    const gate = stageOf(result.execution, 'ApproveProd');
    const approval = gate?.actions.find((action) => action.provider === 'Manual');
    expect(
      'the approval failed',
      approval?.status === 'Failed',
      `${result.execution.status}, ${approval?.name}: ${approval?.status}`,
    );
    expect(
      'the comment is in the history',
      approval?.summary.includes(COMMENT) ?? false,
      approval?.summary ?? 'no approval',
    );
    const last = result.execution.stages.at(-1)?.name;
    expect('nothing ran after the approval', last === 'ApproveProd', `the last stage that ran is ${last ?? 'none'}`);
    expectProdUnchanged(expect, result);
    await expectTold(expect, session, result, ['Approval waits at ApproveProd', 'Rejected at ApproveProd']);
  },
};
