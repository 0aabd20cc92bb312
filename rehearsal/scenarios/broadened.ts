import type { Answer, WaitingApproval } from '../session/follow.ts';
import { PERMISSIONS_APPROVAL } from '../session/session.ts';
import { expectProdReleased, expectProdUnchanged, expectSucceeded, stageOf } from './checks.ts';
import { commentOfApproval } from './comment-of-approval.ts';
import { newRevision, readsWholePartitions } from './edits.ts';
import type { Scenario } from './scenario.ts';

/** What the security approver reads, of both stages. */
const SENTENCE = '`Students/GetStudentDetails/Handler` may now read `Students/Table` (dynamodb:Query)';

export const broadened: Scenario = {
  name: 'broadened',
  push: 'a function that may read more of its table, rejected; the same, approved; then a change that takes the right back',
  outcome:
    'the first two wait for the security approver, who reads the sentence, before anything is deployed; the third passes by itself',
  run: async ({ release, expect, session }) => {
    const asked: string[] = [];
    const answers = (permissions: Answer) => (approval: WaitingApproval) => {
      asked.push(approval.stageName);
      return Promise.resolve(
        approval.stageName === PERMISSIONS_APPROVAL ? permissions : { approve: true, comment: 'The release may go on' },
      );
    };
    const edits = [...readsWholePartitions, newRevision('41')];

    const refused = await release({
      message: 'Lists of students',
      edits,
      answer: answers({ approve: false, comment: 'Not the whole table' }),
    });
    const review = stageOf(refused.execution, PERMISSIONS_APPROVAL);
    expect(
      'the security approver refused it, and the comment is in the history',
      review?.actions.some(({ status, summary }) => status === 'Failed' && summary.includes('Not the whole table')) ??
        false,
      `${refused.execution.status}, ${PERMISSIONS_APPROVAL} ${review?.status ?? 'did not run'}`,
    );
    const last = refused.execution.stages.at(-1)?.name;
    expect(
      'nothing of it was deployed, the pipeline itself included',
      last === PERMISSIONS_APPROVAL,
      `the last stage that ran is ${last}`,
    );
    const comment = await commentOfApproval(session, refused.execution.id, PERMISSIONS_APPROVAL);
    expect('the security approver read what is newly allowed', comment.includes(SENTENCE), comment || 'no approval');
    expectProdUnchanged(expect, refused);

    const approved = await release({
      message: 'Lists of students, as agreed',
      edits,
      answer: answers({ approve: true, comment: 'Agreed in the review' }),
    });
    expectSucceeded(expect, approved);
    expectProdReleased(expect, approved, 'getStudentDetails');

    const before = asked.length;
    const narrowed = await release({
      message: 'No lists of students',
      edits: [newRevision('42')],
      answer: answers({ approve: false, comment: 'Nobody should have been asked' }),
    });
    expectSucceeded(expect, narrowed);
    const askedSince = asked.slice(before);
    expect(
      'a release that allows less asked only the approver of Prod',
      askedSince.join(', ') === 'ApproveProd',
      askedSince.join(', ') || 'nobody was asked',
    );
    expect(
      'the security approver was asked once for each of the others',
      asked.slice(0, before).join(', ') === `${PERMISSIONS_APPROVAL}, ${PERMISSIONS_APPROVAL}, ApproveProd`,
      asked.slice(0, before).join(', '),
    );
  },
};
