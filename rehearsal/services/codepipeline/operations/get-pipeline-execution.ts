import type { GetPipelineExecutionCommandInput, GetPipelineExecutionCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { executionNotFound } from '../errors.ts';
import { toExecution } from '../present.ts';
import { executions } from '../state.ts';
import { findPipeline } from '../transact.ts';

/** @throws ServiceError PipelineNotFoundException, PipelineExecutionNotFoundException */
export function getPipelineExecution(
  input: GetPipelineExecutionCommandInput,
  context: Context,
): Output<GetPipelineExecutionCommandOutput> {
  const { name } = findPipeline(context, input.pipelineName ?? '');
  const id = input.pipelineExecutionId ?? '';
  const execution = executions(context).get(`${name}/${id}`);
  if (execution === undefined) throw executionNotFound(name, id);
  return { pipelineExecution: toExecution(execution) };
}
