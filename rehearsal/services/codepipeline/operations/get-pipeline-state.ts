import type { GetPipelineStateCommandInput, GetPipelineStateCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { toStageState } from '../present-state.ts';
import { type Execution, executions } from '../state.ts';
import { findPipeline } from '../transact.ts';

/**
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_GetPipelineState.html
 * @throws ServiceError PipelineNotFoundException
 */
export function getPipelineState(
  input: GetPipelineStateCommandInput,
  context: Context,
): Output<GetPipelineStateCommandOutput> {
  const pipeline = findPipeline(context, input.name ?? '');
  const read = new Map<string, Execution | undefined>();
  const find = (id: string) => {
    if (!read.has(id)) read.set(id, executions(context).get(`${pipeline.name}/${id}`));
    return read.get(id);
  };
  const { declaration } = pipeline;
  return {
    pipelineName: pipeline.name,
    pipelineVersion: pipeline.version,
    stageStates: (declaration.stages ?? []).map((stage) =>
      toStageState(pipeline, declaration, stage, context.region, find),
    ),
    created: new Date(pipeline.createdMs),
    updated: new Date(pipeline.updatedMs),
  };
}
