import { blocked, lastRun, stopped } from './blocked.ts';
import { cameBack } from './came-back.ts';
import { brokenShiftsOf, causeOf, idOf } from './cause.ts';
import type { EndState } from './contract.ts';
import { isBeforeFirstPush } from './first-push.ts';
import type { Notice, NoticeWords } from './notice.ts';
import { putBack } from './put-back.ts';
import type { ActionRun, BrokenShift, Read, ReleaseFacts } from './release.ts';
import { executionUrl, inShort, lastName, theRelease, whichRelease } from './words.ts';

function released(facts: ReleaseFacts): NoticeWords {
  const stages = new Set(facts.runs.filter(({ deploys }) => deploys).map(({ stage }) => stage));
  const approvals = facts.runs
    .filter(({ category, status }) => category === 'Approval' && status === 'Succeeded')
    .map(
      ({ stage, by, says }) => `${stage}: approved by ${lastName(by ?? 'somebody')}${says === '' ? '.' : `: ${says}`}`,
    );
  return {
    kind: 'released',
    title: 'Released',
    says: `${theRelease(facts)} is released.`,
    details: [...(stages.size === 0 ? [] : [`It runs in ${[...stages].join(', ')}.`]), ...approvals],
    next: ['There is nothing to do.', 'To take it back: npx slipway release rollback --reason "WHY"'],
  };
}

/** What the creation of a pipeline starts fails where nothing was pushed yet. */
const isCreation = ({ trigger, commit }: ReleaseFacts, { category, errorCode }: ActionRun): boolean =>
  isBeforeFirstPush({ trigger: trigger.type, hasCommit: commit !== undefined, category, errorCode });

function wordsOf(
  state: EndState,
  facts: ReleaseFacts,
  shifts: Read<readonly BrokenShift[]> | undefined,
): NoticeWords | undefined {
  if (facts.isRollback) return putBack(state, facts);
  if (state === 'SUCCEEDED') return released(facts);
  if (state === 'STOPPED') return stopped(facts);
  const cause = causeOf(facts);
  if (cause.of === 'run' && isCreation(facts, cause.run)) return undefined;
  const deploying = brokenShiftsOf(facts);
  return deploying === undefined || shifts === undefined
    ? blocked(facts, cause)
    : cameBack(facts, deploying.stage, cause, shifts);
}

/** What names an end: a release that is tried again can end so several times. */
function endId(state: EndState, facts: ReleaseFacts): string {
  if (state === 'SUCCEEDED') return 'end';
  return state === 'STOPPED' ? (lastRun(facts)?.id ?? 'end') : idOf(causeOf(facts));
}

/**
 * Tells how an execution ended: in one message, whatever the number of functions that it shifted. Pure.
 *
 * @param shifts those of `brokenShiftsOf`; undefined where there are none to be read
 * @returns undefined where nobody has to know
 */
export function decideEnd(
  state: EndState,
  facts: ReleaseFacts,
  shifts: Read<readonly BrokenShift[]> | undefined,
): Notice | undefined {
  const words = wordsOf(state, facts, shifts);
  if (words === undefined) return undefined;
  return {
    ...words,
    key: `${state.toLowerCase()}/${facts.executionId}/${endId(state, facts)}`,
    executionId: facts.executionId,
    pipelineName: facts.pipelineName,
    of: inShort(facts),
    details: [whichRelease(facts), ...words.details],
    link: { what: 'The execution', url: executionUrl(facts) },
  };
}
