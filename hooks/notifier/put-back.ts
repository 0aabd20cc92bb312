import { causeOf, saysOf } from './cause.ts';
import type { EndState } from './contract.ts';
import type { NoticeWords } from './notice.ts';
import type { ReleaseFacts } from './release.ts';
import { lastName, theRelease } from './words.ts';

/**
 * Tells how an execution ended that takes a stage back. Pure.
 *
 * @returns undefined where a stage has taken itself back: that it does was told with the release that failed
 */
export function putBack(state: EndState, facts: ReleaseFacts): NoticeWords | undefined {
  const stage = facts.runs[0]?.stage ?? 'A stage';
  if (state !== 'SUCCEEDED')
    return {
      kind: 'blocked',
      title: `${stage} could not be put back`,
      says: `${stage} could not be put back to ${theRelease(facts)}: ${saysOf(causeOf(facts))}`,
      details: [`${stage} may be on the release that was to be taken back.`],
      next: [
        'Look at once: npx slipway status',
        `What is left on two versions: npx slipway release repair --stage ${stage}`,
      ],
    };
  if (facts.trigger.type === 'AutomatedRollback') return undefined;
  return {
    kind: 'cameBack',
    title: `${stage} was put back`,
    says: `${stage} was put back to ${theRelease(facts)} by ${lastName(facts.trigger.detail)}.`,
    details: [],
    next: ['What was released after it does not run any more. Correct it and push.'],
  };
}
