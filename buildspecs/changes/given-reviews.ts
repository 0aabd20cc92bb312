import type { GivenReview } from '../../policies/permissions/review.ts';
import type { History } from './history.ts';

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
export function saysAllReviews(history: History, search: ReviewSearch): boolean {
  const oldest = history.actions.at(-1)?.startTime?.getTime() ?? 0;
  return sameCommit(history, search).every(({ startTime }) => (startTime?.getTime() ?? 0) > oldest);
}

function sameCommit({ executions }: History, { executionId }: ReviewSearch) {
  const own = executions.find(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  const commit = own?.sourceRevisions?.[0]?.revisionId;
  return executions.filter(
    ({ pipelineExecutionId, sourceRevisions }) =>
      commit !== undefined && pipelineExecutionId !== executionId && sourceRevisions?.[0]?.revisionId === commit,
  );
}
