import { expectStageFailed, expectSucceeded, ofStage, stageOf, tellDeployments } from './checks.ts';
import { commentOfApproval } from './comment-of-approval.ts';
import { keepsWhatItNames, newRevision, provesReversible } from './edits.ts';
import type { Scenario } from './scenario.ts';

const GOING_BACK = ['GoBack.Students.Deploy', 'GoBack.Test', 'GoForward.Students.Deploy'];

export const reversible: Scenario = {
  name: 'reversible',
  push: 'a visible change of an answer; then a log group with a name of its own that stays when it is taken out',
  outcome:
    'Beta goes back, is tested there, and goes forward again, with the first; the second fails in Beta and says why',
  setting: {
    name: 'proves-reversible',
    what: 'Beta proves that each release can be taken back',
    edits: [provesReversible],
  },
  run: async ({ release, expect, session }) => {
    const good = await release({ message: 'Answers carry revision 21', edits: [newRevision('21')] });
    expectSucceeded(expect, good);
    const beta = stageOf(good.execution, 'Beta')?.actions ?? [];
    const proved = GOING_BACK.map((name) => beta.find((action) => action.name === name));
    expect(
      'Beta went back, was tested there, and went forward again',
      proved.every((action) => action?.status === 'Succeeded'),
      beta.map((action) => `${action.name} ${action.status}`).join(', '),
    );
    const deployments = ofStage(good, 'Beta').filter(({ status }) => status === 'Succeeded');
    expect('its function was deployed three times', deployments.length === 3, tellDeployments(ofStage(good, 'Beta')));
    const comment = await commentOfApproval(session, good.execution.id, 'ApproveProd');
    expect('the approver reads it', comment.includes('Beta went back to execution'), comment || 'no approval');

    const stuck = await release({ message: 'An archive of its own', edits: keepsWhatItNames });
    expectStageFailed(expect, stuck, 'Beta');
    const failed = stageOf(stuck.execution, 'Beta')?.actions.find((action) => action.status === 'Failed');
    expect(
      'it fails on the way forward, by what going back has left',
      failed?.name === 'GoForward.Students.Deploy' && failed.summary.toLowerCase().includes('archive'),
      `${failed?.name ?? 'nothing failed'}: ${failed?.summary ?? ''}`,
    );
  },
};
