import type { Change } from '../../policies/changes/change.ts';

/** What is known of the release that a stage was last deployed from. */
export interface EarlierStage {
  /** The execution that deployed it; undefined at the first release. */
  readonly executionId: string | undefined;
  /** Whether its templates are still kept. */
  readonly isKept: boolean;
  /** Whether its tests are. */
  readonly hasTests: boolean;
  /** Parameters that only one of the two releases declares. */
  readonly otherParameters: readonly string[];
  /** What this release changes. */
  readonly changes: readonly Change[];
  /** Answers that this release changes on purpose: the comparison with the old version would refuse to change them back. */
  readonly changedAnswers: readonly string[];
}

/** Whether a stage goes back, and what is said of it. */
export interface GoingBack {
  readonly goesBack: boolean;
  /** A sentence for the log and for the approver. */
  readonly words: string;
}

const NAMES_SHOWN = 3;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).join(', ');
  return names.length > NAMES_SHOWN ? `${shown} and ${names.length - NAMES_SHOWN} more` : shown;
}

/**
 * Decides whether a stage goes back to what it was deployed from before. Pure.
 *
 * What a commit accepts as one-way is not proved to be reversible. Nor is a change of answers that the release declares:
 * the earlier release's own comparison of versions takes its old answers for a difference.
 *
 * @param stage name of the stage
 */
export function decideGoingBack(stage: string, earlier: EarlierStage): GoingBack {
  const { executionId, isKept, hasTests, otherParameters, changes, changedAnswers } = earlier;
  const not = (why: string): GoingBack => ({ goesBack: false, words: `${stage} did not go back: ${why}.` });
  if (executionId === undefined) return not('it is the first release, so there is nothing to go back to');
  if (!isKept) return not('what was deployed before is no longer kept');
  if (otherParameters.length > 0) return not(`it took other parameters before: ${listed(otherParameters)}`);
  const oneWay = [...new Set(changes.filter((change) => change.class === 'oneWay').map(({ name }) => name))];
  if (oneWay.length > 0) return not(`one-way, accepted by the commit: ${listed(oneWay)}`);
  if (changedAnswers.length > 0) return not(`answers change on purpose: ${listed(changedAnswers)}`);
  if (!hasTests) return not('the tests of the release before are no longer kept');
  return { goesBack: true, words: `${stage} went back to execution ${executionId.slice(0, 8)} and forward again.` };
}
