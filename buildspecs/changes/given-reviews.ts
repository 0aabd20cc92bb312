import type { GivenReview } from '../../policies/permissions/review.ts';
import { commitOf, executionsOf, type History, reaches } from './history.ts';

/** What is looked for in the pipeline's history. */
export interface ReviewSearch {
  readonly executionId: string;
  /** The project of the action that judges; it exports the marks. */
  readonly project: string;
  /** The stage in which the security approver decides. */
  readonly reviewStage: string;
}

/** The variable with which the judging action hands on the marks of what is newly allowed, separated by blanks. */
export const MARKS_VARIABLE = 'BROADENINGS';

/** What the security approver has approved in earlier executions of the same commit. Pure. */
export function givenReviews(history: History, search: ReviewSearch): readonly GivenReview[] {
  return sameCommit(history, search).flatMap(({ pipelineExecutionId: executionId = '' }) => {
    const actions = history.actions.filter((action) => action.pipelineExecutionId === executionId);
    const approved = actions.some(
      ({ stageName, input, status }) =>
        stageName === search.reviewStage && input?.actionTypeId?.category === 'Approval' && status === 'Succeeded',
    );
    const judged = actions.find(
      ({ input, status }) => input?.configuration?.ProjectName === search.project && status === 'Succeeded',
    );
    const marks = judged?.output?.outputVariables?.[MARKS_VARIABLE]?.split(' ') ?? [];
    return approved && marks.length > 0 ? [{ executionId, marks }] : [];
  });
}

/** Whether a part of the history, from its end, holds all that was decided on the commit. */
export const saysAllReviews = (history: History, search: ReviewSearch): boolean =>
  reaches(history, sameCommit(history, search));

/** The other executions of the commit. */
function sameCommit(history: History, { executionId }: ReviewSearch) {
  const commit = commitOf(history, executionId);
  if (commit === undefined) return [];
  return executionsOf(history, commit).filter(({ pipelineExecutionId }) => pipelineExecutionId !== executionId);
}
