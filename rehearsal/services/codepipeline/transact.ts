import { lowerId, uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';
import { executionNotFound, pipelineNotFound } from './errors.ts';
import { toEvent } from './events.ts';
import { advance } from './machine/advance.ts';
import type { Draft } from './machine/draft.ts';
import { type Execution, executions, type Pipeline, pipelines, versions } from './state.ts';

/** What the runner has to perform after a change: the runs that are in progress. */
export interface Work {
  readonly kind: 'action' | 'rule';
  readonly pipeline: string;
  readonly executionId: string;
  readonly runId: string;
}

/** A draft that can also bring in executions that have ended. */
export interface OpenDraft extends Draft {
  /** @throws ServiceError PipelineExecutionNotFoundException */
  execution(id: string): Execution;
}

export interface Changed<R> {
  readonly result: R;
  readonly work: Work[];
}

/** @throws ServiceError PipelineNotFoundException */
export function findPipeline(scope: Scope, name: string): Pipeline {
  const pipeline = pipelines(scope).get(name);
  if (pipeline === undefined) throw pipelineNotFound(name, scope.account);
  return pipeline;
}

/**
 * Changes a pipeline and lets it take every step that follows, in one transaction with the events that tell of it.
 * @throws ServiceError PipelineNotFoundException, and what `change` throws: nothing is stored then
 */
export function transact<R>(scope: Scope, name: string, change: (draft: OpenDraft) => R): Changed<R> {
  return scope.store.transaction(() => {
    const draft = openDraft(scope, findPipeline(scope, name));
    const result = change(draft);
    advance(draft);
    pipelines(scope).put(name, draft.pipeline);
    for (const execution of draft.executions) executions(scope).put(`${name}/${execution.id}`, execution);
    for (const happening of draft.happenings) scope.bus.publish(toEvent(scope, draft.pipeline, happening));
    return { result, work: draft.executions.flatMap(workOf) };
  });
}

/** Every run of an execution that is in progress. */
export function workOf(execution: Execution): Work[] {
  const { pipeline, id: executionId } = execution;
  const of = (kind: Work['kind'], runs: readonly { id: string; status: string }[]): Work[] =>
    runs.flatMap(({ id, status }) => (status === 'InProgress' ? [{ kind, pipeline, executionId, runId: id }] : []));
  return [...of('action', execution.runs), ...of('rule', execution.rules)];
}

function openDraft(scope: Scope, pipeline: Pipeline): OpenDraft {
  const table = executions(scope);
  const loaded: Execution[] = pipeline.active.flatMap((id) => table.get(`${pipeline.name}/${id}`) ?? []);
  return {
    pipeline,
    executions: loaded,
    declaration: (version) => {
      const declaration = versions(scope).get(`${pipeline.name}/${version}`);
      if (declaration === undefined) throw new Error(`Version ${version} of pipeline ${pipeline.name} is not kept`);
      return declaration;
    },
    lastPassed: (stage) =>
      table
        .values(`${pipeline.name}/`)
        .filter(
          ({ type, version, stages }) =>
            type === 'STANDARD' && version === pipeline.version && stages[stage]?.status === 'Succeeded',
        )
        .toSorted((a, b) => b.order - a.order)[0],
    execution: (id) => {
      const known = loaded.find((execution) => execution.id === id);
      if (known !== undefined) return known;
      const execution = table.get(`${pipeline.name}/${id}`);
      if (execution === undefined) throw executionNotFound(pipeline.name, id);
      loaded.push(execution);
      loaded.sort((a, b) => a.order - b.order);
      return execution;
    },
    nowMs: scope.clock.now(),
    newId: uuid,
    newSuffix: lowerId,
    region: scope.region,
    happenings: [],
  };
}
