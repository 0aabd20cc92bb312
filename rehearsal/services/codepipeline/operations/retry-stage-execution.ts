import type { RetryStageExecutionCommandInput, RetryStageExecutionCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';
import { retryStage } from '../machine/commands.ts';
import { requireStage } from '../require-stage.ts';
import { change } from '../runner.ts';

/**
 * Runs a failed or stopped stage again, in the same execution.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-retry.html
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException, StageNotRetryableException,
 * NotLatestPipelineExecutionException
 */
export function retryStageExecution(
  input: RetryStageExecutionCommandInput,
  context: Context,
): Output<RetryStageExecutionCommandOutput> {
  const id = input.pipelineExecutionId ?? '';
  const mode = input.retryMode;
  if (mode !== 'FAILED_ACTIONS' && mode !== 'ALL_ACTIONS')
    throw validation(
      `Value '${mode}' at 'retryMode' failed to satisfy constraint: Member must satisfy enum value set: [FAILED_ACTIONS, ALL_ACTIONS]`,
    );
  change(context, input.pipelineName ?? '', (draft) => {
    requireStage(draft.pipeline, input.stageName ?? '');
    retryStage(draft, draft.execution(id), input.stageName ?? '', mode);
  });
  return { pipelineExecutionId: id };
}
