import type { Change } from '../../policies/changes/change.ts';
import type { StackDiff } from './dossier-view.ts';

/** What becomes of a release that has to be taken back. */
export interface TakenBack {
  /** `good`: deploying the release before undoes it; `bad`: it does not; `wait`: there is no release before. */
  readonly tone: 'good' | 'wait' | 'bad';
  readonly answer: string;
  /** What happens instead, in sentences. */
  readonly notes: readonly string[];
  /** What would stay. */
  readonly hard: readonly Change[];
}

/** What cannot be taken back by deploying the earlier template; a change of several stacks once. */
const hardChanges = (stacks: readonly StackDiff[]): Change[] =>
  [
    ...new Map(
      stacks.flatMap(({ changes }) => changes).map((change) => [`${change.class} ${change.name}`, change]),
    ).values(),
  ].filter((change) => change.class !== 'reversible');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * What CloudFormation does where a stack's first deployment fails: it removes what it has made, and leaves a stack that takes no other change.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stack-failure-options.html
 */
function firstDeployment(fresh: readonly StackDiff[]): readonly string[] {
  const checks = fresh.reduce((sum, { firstChecks }) => sum + firstChecks, 0);
  const names = fresh.map(({ stack }) => stack).join(', ');
  const failed =
    checks === 0
      ? 'Where the deployment fails'
      : `${counted(checks, 'function')} must pass smoke checks before anything is served. Where one fails, or the deployment does`;
  return [
    `${failed}, CloudFormation removes what it has made, but for what has the deletion policy Retain. The stack is then in ROLLBACK_COMPLETE, and has to be deleted before the next try.`,
    `Once ${names} ${fresh.length === 1 ? 'is' : 'are'} deployed, nothing goes back by itself: the first version has no traffic shift that an alarm could stop. A correction is another release.`,
  ];
}

/** Whether a release can be taken back, for a page and a terminal alike. Pure. */
export function takenBack(stacks: readonly StackDiff[]): TakenBack {
  const fresh = stacks.filter(({ first }) => first);
  const hard = hardChanges(stacks);
  const notes = fresh.length === 0 ? [] : firstDeployment(fresh);
  const names = fresh.map(({ stack }) => stack).join(', ');
  const nowhere = `no release has deployed ${names} yet, so there is no earlier version to go back to`;
  if (hard.length > 0)
    return {
      tone: 'bad',
      answer: `Not all of it: ${counted(hard.length, 'change')} would stay.${fresh.length === 0 ? '' : ` And ${nowhere}.`}`,
      notes,
      hard,
    };
  if (fresh.length === 0)
    return { tone: 'good', answer: 'Yes: every change is undone by deploying the release before.', notes, hard };
  return {
    tone: 'wait',
    answer:
      fresh.length === stacks.length
        ? `Not to an earlier version: ${nowhere}.`
        : `Yes, but for what is new: ${nowhere}. Every other change is undone by deploying the release before.`,
    notes,
    hard,
  };
}
