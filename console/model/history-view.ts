import { type ActionRun, lastRuns } from './action-run.ts';
import { type ApprovalEnd, approvalEnd } from './approval-words.ts';
import type { ClockView } from './clock.ts';
import { type DoraFigures, doraOf } from './dora.ts';
import type { ExecutionView } from './execution-view.ts';
import type { ReadHistory } from './history-reader.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

/** Releases over time, and the four figures of delivery. */
export interface HistoryView {
  readonly pipelineName: string;
  readonly clock: ClockView;
  /** The stage that a release is for. */
  readonly lastStage: string;
  /** The newest first. */
  readonly releases: readonly ReleaseRow[];
  /** How many older releases there are besides. */
  readonly unread: number;
  /** Of the releases that are in the list. */
  readonly dora: DoraFigures;
}

/** One release in the history. */
export interface ReleaseRow extends ExecutionView {
  readonly outcome: Outcome;
  /** The last stage that it came to. */
  readonly stage: string | undefined;
  /** When it began to be deployed to the last stage; undefined where it did not come so far. */
  readonly enteredMs: number | undefined;
  /** From the begin of the execution to its end in the last stage; undefined unless it was released. */
  readonly leadMs: number | undefined;
  /** Who answered its approvals, and how. */
  readonly answers: readonly AnswerView[];
}

/** An answer to an approval, or that none came. */
export interface AnswerView extends ApprovalEnd {
  /** Name of the approval's stage. */
  readonly stage: string;
}

/** One row, from an execution and its own runs. Pure. */
export function toRow(execution: ExecutionView, runs: readonly ActionRun[], lastStage: string): ReleaseRow {
  const inOrder = lastRuns(runs);
  const outcome = outcomeOf(execution, runs);
  const inLast = inOrder.filter(({ stageName }) => stageName === lastStage);
  const endMs = inLast.at(-1)?.endedMs ?? execution.updatedMs;
  const released = outcome === 'released' && execution.type !== 'ROLLBACK';
  return {
    ...execution,
    outcome,
    stage: inOrder.at(-1)?.stageName,
    enteredMs: inLast[0]?.startedMs,
    leadMs:
      released && endMs !== undefined && execution.startedMs !== undefined ? endMs - execution.startedMs : undefined,
    answers: inOrder
      .filter(({ category, status }) => category === 'Approval' && status !== 'InProgress')
      .map((run) => ({ stage: run.stageName, ...approvalEnd(run) })),
  };
}

/** The history as a page. Pure. */
export function toHistoryView(
  pipelineName: string,
  lastStage: string,
  { rows: releases, unread, sinceMs }: ReadHistory,
  clock: ClockView,
): HistoryView {
  return { pipelineName, clock, lastStage, releases, unread, dora: doraOf(releases, clock.nowMs, sinceMs) };
}
