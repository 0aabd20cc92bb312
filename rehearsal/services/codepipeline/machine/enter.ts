import { type Execution, isActive } from '../state.ts';
import { type Draft, setExecution, setStage } from './draft.ts';

/**
 * Lets waiting executions into their stage: one at a time, the newest in SUPERSEDED mode (the others end there), the
 * oldest in QUEUED mode, all at once in PARALLEL mode. A rollback goes first and supersedes nobody.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works.html
 * @returns whether any execution entered or was superseded
 */
export function enterStages(draft: Draft): boolean {
  let changed = false;
  for (const stage of new Set(draft.executions.filter(isWaiting).map(({ at }) => at.stage))) {
    const waiting = draft.executions.filter((execution) => isWaiting(execution) && execution.at.stage === stage);
    for (const execution of waiting.filter(({ mode }) => mode === 'PARALLEL')) {
      enter(draft, execution);
      changed = true;
    }
    const inTurn = waiting.filter(({ mode }) => mode !== 'PARALLEL');
    const replaceable = inTurn.filter(({ mode, type }) => mode === 'SUPERSEDED' && type === 'STANDARD');
    const superseded = replaceable.slice(0, -1);
    for (const execution of superseded) {
      setExecution(draft, execution, 'Superseded');
      changed = true;
    }
    if (draft.pipeline.disabled[stage] !== undefined || isLocked(draft, stage)) continue;
    const candidates = inTurn.filter((execution) => !superseded.includes(execution));
    const next = candidates.find(({ type }) => type === 'ROLLBACK') ?? candidates[0];
    if (next === undefined) continue;
    enter(draft, next);
    changed = true;
  }
  return changed;
}

const isWaiting = (execution: Execution) => execution.status === 'InProgress' && execution.at.waiting;

/** A stage is locked while an execution is in it: its actions run or its conditions are checked. */
const isLocked = (draft: Draft, stage: string) =>
  draft.executions.some(
    (execution) =>
      isActive(execution) && !execution.at.waiting && execution.at.stage === stage && execution.mode !== 'PARALLEL',
  );

function enter(draft: Draft, execution: Execution): void {
  const { stage } = execution.at;
  execution.at = { stage, waiting: false };
  const run = {
    name: stage,
    status: 'InProgress',
    phase: 'beforeEntry',
    enteredMs: draft.nowMs,
    runs: {},
    conditions: {},
    automaticRetries: 0,
    manualRetries: 0,
  } as const;
  const stageRun = { ...run, runs: {}, conditions: {} };
  execution.stages[stage] = stageRun;
  draft.pipeline.latest[stage] = execution.id;
  setStage(draft, execution, stageRun, 'InProgress');
}
