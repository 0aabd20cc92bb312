import type { ActionExecutionFilter } from '@aws-sdk/client-codepipeline';
import type { Scope } from '../../kernel/service.ts';
import { executionNotFound } from './errors.ts';
import { executionsOf } from './runner.ts';
import { type Execution, executions } from './state.ts';

/** The executions that a list of action or rule executions is asked for; all of them without a filter. */
export function filteredExecutions(
  scope: Scope,
  pipeline: string,
  filter: ActionExecutionFilter | undefined,
): Execution[] {
  const id = filter?.pipelineExecutionId ?? filter?.latestInPipelineExecution?.pipelineExecutionId;
  if (id === undefined) return executionsOf(scope, pipeline);
  const execution = executions(scope).get(`${pipeline}/${id}`);
  if (execution === undefined) throw executionNotFound(pipeline, id);
  if (filter?.latestInPipelineExecution?.startTimeRange !== 'Latest') return [execution];
  // The last try of each action and rule.
  const tries = new Set([
    ...new Map(execution.runs.map((run) => [`${run.stage}/${run.action}`, run.id])).values(),
    ...new Map(execution.rules.map((rule) => [`${rule.stage}/${rule.rule}`, rule.id])).values(),
  ]);
  return [
    {
      ...execution,
      runs: execution.runs.filter((run) => tries.has(run.id)),
      rules: execution.rules.filter((rule) => tries.has(rule.id)),
    },
  ];
}
