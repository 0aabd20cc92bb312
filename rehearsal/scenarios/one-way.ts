import { expectProdReleased, expectStopped, expectSucceeded } from './checks.ts';
import { commentOfApproval } from './comment-of-approval.ts';
import { newRevision, shorterMobile } from './edits.ts';
import type { Scenario } from './scenario.ts';

/** The name that the release itself tells. */
const CHANGE = 'request-narrowed:Students/Api/Api.POST-/addstudentdetails.body.Mobile';

export const oneWay: Scenario = {
  name: 'one-way',
  push: 'an API that refuses what it accepted; then the same, accepted by name in the commit message',
  outcome: 'the first stops before anything is deployed, and says how; the second is released',
  run: async ({ release, expect, session }) => {
    const edits = [...shorterMobile, newRevision('40')];
    const stopped = await release({ message: 'Mobile numbers are short', edits });
    expectStopped(expect, stopped, 'Changes', ['Beta-Students', 'Prod-Students', `Accepts-One-Way: ${CHANGE}`]);

    const accepted = await release({
      message: `Mobile numbers are short\n\nClients were told in May.\n\nAccepts-One-Way: ${CHANGE}`,
      edits,
      answer: () => Promise.resolve({ approve: true, comment: 'Clients know' }),
    });
    expectSucceeded(expect, accepted);
    const comment = await commentOfApproval(session, accepted.execution.id, 'ApproveProd');
    expect(
      'the approver reads which one-way change the commit accepts',
      comment.includes(CHANGE),
      comment || 'no approval',
    );
    expectProdReleased(expect, accepted, 'getStudentDetails');
  },
};
