import { actionOf, stageOf } from '../declaration.ts';
import type { Execution, RunError, S3Place, SourceRevisionRecord } from '../state.ts';
import { type Draft, declarationOf } from './draft.ts';

/** How an action or a rule ended. */
export interface Outcome {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary?: string;
  readonly externalExecutionId?: string;
  readonly externalExecutionUrl?: string;
  readonly error?: RunError;
  readonly updatedBy?: string;
  readonly outputVariables?: Readonly<Record<string, string>>;
  /** Of a source action: what it took. */
  readonly sourceRevision?: SourceRevisionRecord;
  /** Output artifacts that already lie elsewhere, such as those of a source in S3. */
  readonly outputs?: Readonly<Record<string, S3Place>>;
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.assign({}, ...Object.entries(value).map(([key, inner]) => (inner === undefined ? {} : { [key]: inner })));

/** Ends an action's run; what ended meanwhile (stopped and abandoned, cancelled, answered) stays as it is. */
export function finishAction(draft: Draft, execution: Execution, runId: string, outcome: Outcome): void {
  const run = execution.runs.find(({ id }) => id === runId);
  if (run === undefined || run.status !== 'InProgress') return;
  const { outputVariables, sourceRevision, outputs, ...result } = outcome;
  Object.assign(run, withoutUndefined(result), { updatedMs: draft.nowMs });
  run.outputVariables = { ...outputVariables };
  execution.updatedMs = draft.nowMs;
  if (outcome.status === 'Succeeded') {
    const action = actionOf(stageOf(declarationOf(draft, execution), run.stage), run.action);
    if (action.namespace !== undefined) execution.namespaces[action.namespace] = run.outputVariables;
    Object.assign(run.outputs, outputs);
    Object.assign(execution.artifacts, run.outputs);
    if (sourceRevision !== undefined)
      execution.sourceRevisions = [
        ...execution.sourceRevisions.filter(({ actionName }) => actionName !== sourceRevision.actionName),
        sourceRevision,
      ];
  }
  draft.happenings.push({
    of: 'action',
    execution,
    run,
    state: outcome.status === 'Succeeded' ? 'SUCCEEDED' : 'FAILED',
  });
}

export function finishRule(draft: Draft, execution: Execution, ruleId: string, outcome: Outcome): void {
  const rule = execution.rules.find(({ id }) => id === ruleId);
  if (rule === undefined || rule.status !== 'InProgress') return;
  const { status, summary, externalExecutionId, externalExecutionUrl, error } = outcome;
  Object.assign(rule, withoutUndefined({ status, summary, externalExecutionId, externalExecutionUrl, error }), {
    updatedMs: draft.nowMs,
  });
  execution.updatedMs = draft.nowMs;
}
