import type { StageRetryMode } from '@aws-sdk/client-codepipeline';
import { firstStage } from '../declaration.ts';
import {
  conflict,
  duplicatedStop,
  notLatest,
  notOverridable,
  notRetryable,
  notStoppable,
  unableToRollback,
} from '../errors.ts';
import type { Execution, StageRun } from '../state.ts';
import { restartStage } from './advance.ts';
import { abandonRuns, type Draft, setExecution, setStage } from './draft.ts';
import { addExecution, rollbackOf } from './new-execution.ts';

/** @throws ServiceError StageNotRetryableException, NotLatestPipelineExecutionException */
export function retryStage(draft: Draft, execution: Execution, stageName: string, mode: StageRetryMode): void {
  const stage = endedStage(draft, execution, stageName);
  if (stage.status !== 'Failed' && stage.status !== 'Stopped')
    throw notRetryable(`The stage '${stageName}' is ${stage.status}; only a failed or stopped stage can be retried`);
  if (execution.version !== draft.pipeline.version)
    throw notRetryable(
      `The pipeline was updated since execution '${execution.id}': it ran version ${execution.version}, now there is version ${draft.pipeline.version}`,
    );
  stage.manualRetries++;
  stage.latestRetry = 'ManualStageRetry';
  execution.at = { stage: stageName, waiting: false };
  setExecution(draft, execution, 'InProgress', 'RESUMED');
  restartStage(draft, execution, stage, mode);
}

function endedStage(draft: Draft, execution: Execution, stageName: string): StageRun {
  const stage = execution.stages[stageName];
  if (stage === undefined || execution.at.stage !== stageName || execution.at.waiting)
    throw notRetryable(`The execution '${execution.id}' did not stop or fail in the stage '${stageName}'`);
  const latest = draft.pipeline.latest[stageName];
  if (execution.mode !== 'PARALLEL' && latest !== undefined && latest !== execution.id)
    throw notLatest(stageName, latest);
  return stage;
}

/** @throws ServiceError PipelineExecutionNotStoppableException, DuplicatedStopRequestException */
export function stopExecution(draft: Draft, execution: Execution, abandon: boolean, reason: string | undefined): void {
  if (execution.status !== 'InProgress' && execution.status !== 'Stopping')
    throw notStoppable(execution.id, execution.status);
  if (execution.status === 'Stopping' && !abandon) throw duplicatedStop(execution.id);
  if (reason !== undefined) execution.stopReason = reason;
  if (execution.status !== 'Stopping') {
    setExecution(draft, execution, 'Stopping');
    const stage = execution.stages[execution.at.stage];
    if (!execution.at.waiting && stage !== undefined) setStage(draft, execution, stage, 'Stopping');
  }
  if (abandon) abandonRuns(draft, execution);
}

/**
 * Lets an execution pass a condition that failed or is being checked.
 * @throws ServiceError ConditionNotOverridableException
 */
export function overrideCondition(
  draft: Draft,
  execution: Execution,
  stageName: string,
  kind: 'beforeEntry' | 'onSuccess',
): void {
  const stage = execution.stages[stageName];
  const set = stage?.conditions[kind];
  if (stage === undefined || set === undefined || execution.at.stage !== stageName)
    throw notOverridable(
      `The execution '${execution.id}' is not held by a ${kind} condition of the stage '${stageName}'`,
    );
  const latest = draft.pipeline.latest[stageName];
  if (execution.mode !== 'PARALLEL' && latest !== undefined && latest !== execution.id)
    throw notLatest(stageName, latest);
  const held = set.status === 'InProgress' || (set.status === 'Failed' && execution.status === 'Failed');
  if (!held || execution.version !== draft.pipeline.version)
    throw notOverridable(`The ${kind} condition of the stage '${stageName}' is ${set.status} and cannot be overridden`);
  set.status = 'Overridden';
  set.changedMs = draft.nowMs;
  for (const condition of set.conditions) if (condition.status !== 'Succeeded') condition.status = 'Overridden';
  for (const rule of execution.rules)
    if (rule.stage === stageName && rule.status === 'InProgress') {
      rule.status = 'Abandoned';
      rule.updatedMs = draft.nowMs;
    }
  if (execution.status === 'Failed') {
    setExecution(draft, execution, 'InProgress', 'RESUMED');
    setStage(draft, execution, stage, 'InProgress', 'RESUMED');
  }
  stage.phase = kind;
}

/**
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 * @throws ServiceError UnableToRollbackStageException, ConflictException
 */
export function rollbackStage(draft: Draft, target: Execution, stageName: string, requestedBy: string): Execution {
  const declaration = draft.declaration(draft.pipeline.version);
  if (firstStage(declaration).name === stageName)
    throw unableToRollback(`The source stage '${stageName}' cannot be rolled back`);
  if (declaration.executionMode === 'PARALLEL')
    throw unableToRollback('A stage of a pipeline in PARALLEL mode cannot be rolled back');
  if (target.type === 'ROLLBACK')
    throw unableToRollback(`The execution '${target.id}' is itself a rollback and cannot be the target of one`);
  if (target.stages[stageName]?.status !== 'Succeeded')
    throw unableToRollback(`The execution '${target.id}' did not pass the stage '${stageName}'`);
  if (target.version !== draft.pipeline.version)
    throw unableToRollback(
      `The execution '${target.id}' ran version ${target.version} of the pipeline, which is now version ${draft.pipeline.version}`,
    );
  if (draft.executions.some(({ status, at }) => status === 'InProgress' && !at.waiting && at.stage === stageName))
    throw conflict(`The stage '${stageName}' is in progress`);
  const rollback = rollbackOf(draft, target, stageName, { type: 'ManualRollback', detail: requestedBy });
  addExecution(draft, rollback);
  return rollback;
}
