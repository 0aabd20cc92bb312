import { executionsOf, type History, reaches } from '../../buildspecs/changes/history.ts';

/** Somebody's yes to a commit, as the pipeline's history has it. */
export interface GivenApproval {
  /** The execution in which it was given: a pipeline that has updated itself begins another one. */
  readonly executionId: string;
  readonly stage: string;
  /** ARN of who gave it; undefined where the history does not say. */
  readonly by: string | undefined;
  readonly at: Date | undefined;
  readonly comment: string;
}

/** The approvals that a commit has had so far, the first one first. Pure. */
export function approvalsOf(history: History, commit: string): readonly GivenApproval[] {
  const own = new Set(executionsOf(history, commit).map(({ pipelineExecutionId }) => pipelineExecutionId));
  return history.actions
    .filter(
      ({ pipelineExecutionId, input, status }) =>
        own.has(pipelineExecutionId) && input?.actionTypeId?.category === 'Approval' && status === 'Succeeded',
    )
    .map(({ pipelineExecutionId = '', stageName = '', updatedBy, lastUpdateTime, output }) => ({
      executionId: pipelineExecutionId,
      stage: stageName,
      by: updatedBy,
      at: lastUpdateTime,
      comment: output?.executionResult?.externalExecutionSummary ?? '',
    }))
    .toReversed();
}

/** Whether a part of the history, from its end, holds all that was approved of a commit. Pure. */
export const saysAllApprovals = (history: History, commit: string): boolean =>
  reaches(history, executionsOf(history, commit));
