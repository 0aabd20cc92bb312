import type { Result, StageRetryMode } from '@aws-sdk/client-codepipeline';
import { conditionsOf, stageAfter } from '../declaration.ts';
import { type ConditionKind, type Execution, isActive, type StageRun } from '../state.ts';
import { advanceConditions } from './conditions.ts';
import {
  abandonRuns,
  type Draft,
  declarationOf,
  setExecution,
  setStage,
  stageDeclaration,
  stageRunOf,
} from './draft.ts';
import { enterStages } from './enter.ts';
import { addExecution, rollbackOf } from './new-execution.ts';
import { advanceActions } from './run-actions.ts';

/** A stage retries by itself once: https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html */
const AUTOMATIC_RETRIES = 1;

/** Takes every step that is possible without the world outside: stages entered and left, actions and rules started. */
export function advance(draft: Draft): void {
  cancelOutdated(draft);
  let changed = true;
  while (changed) {
    changed = false;
    for (const execution of [...draft.executions])
      if (isActive(execution)) changed = advanceExecution(draft, execution) || changed;
    changed = enterStages(draft) || changed;
  }
  draft.pipeline.active = draft.executions.filter(isActive).map(({ id }) => id);
}

/**
 * "Cancelled: The pipeline's definition was updated before the pipeline execution could be completed." PARALLEL executions
 * keep the definition that they started with.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineExecution.html
 */
function cancelOutdated(draft: Draft): void {
  for (const execution of draft.executions) {
    if (!isActive(execution) || execution.mode === 'PARALLEL' || execution.version === draft.pipeline.version) continue;
    abandonRuns(draft, execution);
    execution.statusSummary = `The pipeline's definition was updated (version ${draft.pipeline.version}) before the execution of version ${execution.version} could be completed`;
    const stage = execution.stages[execution.at.stage];
    if (!execution.at.waiting && stage !== undefined) {
      stage.phase = 'ended';
      setStage(draft, execution, stage, 'Cancelled');
    }
    setExecution(draft, execution, 'Cancelled');
  }
}

/** @returns whether anything changed that another execution may wait for */
function advanceExecution(draft: Draft, execution: Execution): boolean {
  if (execution.at.waiting) {
    if (execution.status !== 'Stopping') return false;
    setExecution(draft, execution, 'Stopped');
    return true;
  }
  const stage = stageRunOf(execution);
  const look = () => [stage.phase, stage.automaticRetries, execution.status, execution.at.stage].join(' ');
  const before = look();
  step(draft, execution, stage);
  return look() !== before;
}

function step(draft: Draft, execution: Execution, stage: StageRun): void {
  const stopping = execution.status === 'Stopping';
  if (stage.phase === 'actions') stepActions(draft, execution, stage, stopping);
  else if (stage.phase !== 'ended') stepConditions(draft, execution, stage, stage.phase, stopping);
}

function stepConditions(
  draft: Draft,
  execution: Execution,
  stage: StageRun,
  kind: ConditionKind,
  stopping: boolean,
): void {
  if (stopping && execution.rules.every((rule) => rule.status !== 'InProgress')) {
    stop(draft, execution, stage);
    return;
  }
  const outcome = advanceConditions(draft, execution, stage, kind);
  if (outcome === 'checking') return;
  if (kind === 'beforeEntry') {
    if (outcome === 'met') stage.phase = 'actions';
    else engage(draft, execution, stage, outcome.result);
  } else if (kind === 'onSuccess') {
    if (outcome === 'met') pass(draft, execution, stage, 'Succeeded');
    else engage(draft, execution, stage, outcome.result);
  } else if (outcome === 'met') fail(draft, execution, stage);
  else engage(draft, execution, stage, outcome.result);
}

function stepActions(draft: Draft, execution: Execution, stage: StageRun, stopping: boolean): void {
  const outcome = advanceActions(draft, execution, stage, !stopping);
  if (outcome === 'running') {
    if (stopping && execution.runs.every((run) => run.status !== 'InProgress')) stop(draft, execution, stage);
  } else if (stopping) {
    stop(draft, execution, stage);
  } else if (outcome === 'succeeded') {
    if (conditionsOf(stageDeclaration(draft, execution), 'onSuccess').length > 0) stage.phase = 'onSuccess';
    else pass(draft, execution, stage, 'Succeeded');
  } else {
    const { onFailure } = stageDeclaration(draft, execution);
    if ((onFailure?.conditions ?? []).length > 0) stage.phase = 'onFailure';
    else engage(draft, execution, stage, onFailure?.result ?? 'FAIL');
  }
}

function stop(draft: Draft, execution: Execution, stage: StageRun): void {
  const outcome = advanceActions(draft, execution, stage, false);
  stage.phase = 'ended';
  setStage(
    draft,
    execution,
    stage,
    outcome === 'failed' ? 'Failed' : outcome === 'succeeded' ? 'Succeeded' : 'Stopped',
  );
  setExecution(draft, execution, 'Stopped');
}

function pass(draft: Draft, execution: Execution, stage: StageRun, status: 'Succeeded' | 'Skipped'): void {
  stage.phase = 'ended';
  setStage(draft, execution, stage, status);
  // A rollback runs the one stage that it was made for.
  const next = execution.type === 'ROLLBACK' ? undefined : stageAfter(declarationOf(draft, execution), stage.name);
  if (next === undefined) setExecution(draft, execution, 'Succeeded');
  else execution.at = { stage: next.name ?? '', waiting: true };
}

function fail(draft: Draft, execution: Execution, stage: StageRun): void {
  stage.phase = 'ended';
  setStage(draft, execution, stage, 'Failed');
  setExecution(draft, execution, 'Failed');
}

function engage(draft: Draft, execution: Execution, stage: StageRun, result: Result): void {
  if (result === 'SKIP') {
    pass(draft, execution, stage, 'Skipped');
    return;
  }
  if (result === 'RETRY' && stage.automaticRetries < AUTOMATIC_RETRIES) {
    stage.automaticRetries++;
    stage.latestRetry = 'AutomatedStageRetry';
    const mode = stageDeclaration(draft, execution).onFailure?.retryConfiguration?.retryMode ?? 'FAILED_ACTIONS';
    restartStage(draft, execution, stage, mode);
    return;
  }
  fail(draft, execution, stage);
  // A stage that fails while it is being rolled back is not rolled back again.
  if (result !== 'ROLLBACK' || execution.type === 'ROLLBACK' || execution.mode === 'PARALLEL') return;
  const target = draft.lastPassed(stage.name);
  if (target === undefined)
    execution.statusSummary = `The stage ${stage.name} could not be rolled back: no earlier execution of version ${draft.pipeline.version} of the pipeline passed it`;
  else addExecution(draft, rollbackOf(draft, target, stage.name, { type: 'AutomatedRollback', detail: execution.id }));
}

/** Runs a stage's actions again: those that failed or were never reached, or all of them. */
export function restartStage(draft: Draft, execution: Execution, stage: StageRun, mode: StageRetryMode): void {
  for (const [action, id] of Object.entries(stage.runs)) {
    const succeeded = execution.runs.find((run) => run.id === id)?.status === 'Succeeded';
    if (mode === 'ALL_ACTIONS' || !succeeded) delete stage.runs[action];
  }
  delete stage.conditions.onSuccess;
  delete stage.conditions.onFailure;
  const blocked = stage.conditions.beforeEntry?.status;
  const enter = blocked !== undefined && blocked !== 'Succeeded' && blocked !== 'Overridden';
  if (enter) delete stage.conditions.beforeEntry;
  stage.phase = enter ? 'beforeEntry' : 'actions';
  setStage(draft, execution, stage, 'InProgress', 'RESUMED');
}
