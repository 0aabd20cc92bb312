import type {
  StopPipelineExecutionCommandInput,
  StopPipelineExecutionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { notStoppable } from '../errors.ts';
import { stopExecution } from '../machine/commands.ts';
import { change } from '../runner.ts';
import { executions } from '../state.ts';

/**
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-stop.html
 * @throws ServiceError PipelineNotFoundException, PipelineExecutionNotStoppableException, DuplicatedStopRequestException
 */
export function stopPipelineExecution(
  input: StopPipelineExecutionCommandInput,
  context: Context,
): Output<StopPipelineExecutionCommandOutput> {
  const id = input.pipelineExecutionId ?? '';
  change(context, input.pipelineName ?? '', (draft) => {
    if (executions(context).get(`${draft.pipeline.name}/${id}`) === undefined) throw notStoppable(id, 'unknown');
    stopExecution(draft, draft.execution(id), input.abandon ?? false, input.reason);
  });
  return { pipelineExecutionId: id };
}
