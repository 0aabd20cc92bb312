import type { PipelineDeclaration, StageDeclaration } from '@aws-sdk/client-codepipeline';
import { stageOf } from '../declaration.ts';
import type { ActionRun, Execution, ExecutionStatus, Pipeline, RuleRun, StageRun, StageStatus } from '../state.ts';

/** Something that happened, for the runner to publish. */
export type Happening =
  | { readonly of: 'pipeline'; readonly execution: Execution; readonly state: string }
  | { readonly of: 'stage'; readonly execution: Execution; readonly stage: string; readonly state: string }
  | { readonly of: 'action'; readonly execution: Execution; readonly run: ActionRun; readonly state: string };

/**
 * A pipeline with the executions that are under way, to be changed in place: a copy that the runner read and stores again
 * in one transaction. Everything else that a decision depends on is in it too, so that the machine is pure.
 */
export interface Draft {
  readonly pipeline: Pipeline;
  /** The active ones, and those that the change is about; the oldest first. */
  readonly executions: Execution[];
  declaration(version: number): PipelineDeclaration;
  /** The latest execution of the present version that passed `stage` by itself, not by a rollback. */
  lastPassed(stage: string): Execution | undefined;
  readonly nowMs: number;
  newId(): string;
  /** `length` random letters and digits. */
  newSuffix(length: number): string;
  readonly region: string;
  readonly happenings: Happening[];
}

export const declarationOf = (draft: Draft, execution: Execution): PipelineDeclaration =>
  draft.declaration(execution.version);
export const stageDeclaration = (draft: Draft, execution: Execution): StageDeclaration =>
  stageOf(declarationOf(draft, execution), execution.at.stage);

export function stageRunOf(execution: Execution): StageRun {
  const run = execution.stages[execution.at.stage];
  if (run === undefined) throw new Error(`Execution ${execution.id} is not in stage ${execution.at.stage}`);
  return run;
}

export function runById(execution: Execution, id: string): ActionRun {
  const run = execution.runs.find((candidate) => candidate.id === id);
  if (run === undefined) throw new Error(`Execution ${execution.id} has no action execution ${id}`);
  return run;
}

export function ruleRunById(execution: Execution, id: string): RuleRun {
  const run = execution.rules.find((candidate) => candidate.id === id);
  if (run === undefined) throw new Error(`Execution ${execution.id} has no rule execution ${id}`);
  return run;
}

/** What the events call a status: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
const EVENT_STATE: Readonly<Record<ExecutionStatus | StageStatus, string>> = {
  InProgress: 'STARTED',
  Stopping: 'STOPPING',
  Stopped: 'STOPPED',
  Succeeded: 'SUCCEEDED',
  Superseded: 'SUPERSEDED',
  Cancelled: 'CANCELED',
  Failed: 'FAILED',
  Skipped: 'SKIPPED',
};

export function setExecution(
  draft: Draft,
  execution: Execution,
  status: ExecutionStatus,
  state = EVENT_STATE[status],
): void {
  execution.status = status;
  execution.updatedMs = draft.nowMs;
  draft.happenings.push({ of: 'pipeline', execution, state });
}

export function setStage(
  draft: Draft,
  execution: Execution,
  run: StageRun,
  status: StageStatus,
  state = EVENT_STATE[status],
): void {
  run.status = status;
  execution.updatedMs = draft.nowMs;
  draft.happenings.push({ of: 'stage', execution, stage: run.name, state });
}

/** Ends what an execution has under way without waiting for it. */
export function abandonRuns(draft: Draft, execution: Execution): void {
  for (const run of execution.runs)
    if (run.status === 'InProgress') {
      run.status = 'Abandoned';
      run.updatedMs = draft.nowMs;
      draft.happenings.push({ of: 'action', execution, run, state: 'ABANDONED' });
    }
  for (const rule of execution.rules)
    if (rule.status === 'InProgress') {
      rule.status = 'Abandoned';
      rule.updatedMs = draft.nowMs;
    }
  for (const stage of Object.values(execution.stages))
    for (const set of Object.values(stage.conditions))
      if (set.status === 'InProgress') {
        set.status = 'Abandoned';
        for (const condition of set.conditions) if (condition.status === 'InProgress') condition.status = 'Abandoned';
      }
}
