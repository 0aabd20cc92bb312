import type { SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { firstStage, modeOf } from '../declaration.ts';
import type { Execution } from '../state.ts';
import { type Draft, setExecution } from './draft.ts';

/** An execution that waits to enter the first stage. */
export function newExecution(
  draft: Draft,
  trigger: Execution['trigger'],
  variables: Record<string, string>,
  sourceOverrides: SourceRevisionOverride[],
): Execution {
  const { pipeline } = draft;
  const declaration = draft.declaration(pipeline.version);
  return {
    ...common(draft),
    mode: modeOf(declaration),
    type: 'STANDARD',
    trigger,
    variables,
    namespaces: {},
    artifacts: {},
    sourceRevisions: [],
    sourceOverrides,
    at: { stage: firstStage(declaration).name ?? '', waiting: true },
  };
}

/** An execution that runs one stage again with the sources, artifacts and variables of `target`. */
export function rollbackOf(draft: Draft, target: Execution, stage: string, trigger: Execution['trigger']): Execution {
  const { variables, namespaces, artifacts, sourceRevisions, sourceOverrides } = target;
  return {
    ...common(draft),
    mode: target.mode,
    type: 'ROLLBACK',
    trigger,
    rollbackOf: target.id,
    ...structuredClone({ variables, namespaces, artifacts, sourceRevisions, sourceOverrides }),
    at: { stage, waiting: true },
  };
}

function common(draft: Draft) {
  const { pipeline, nowMs } = draft;
  return {
    id: draft.newId(),
    pipeline: pipeline.name,
    version: pipeline.version,
    order: pipeline.nextOrder++,
    status: 'InProgress' as const,
    startedMs: nowMs,
    updatedMs: nowMs,
    stages: {},
    runs: [],
    rules: [],
  };
}

export function addExecution(draft: Draft, execution: Execution): void {
  draft.executions.push(execution);
  setExecution(draft, execution, 'InProgress');
}
