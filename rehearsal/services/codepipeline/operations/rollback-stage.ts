import type { RollbackStageCommandInput, RollbackStageCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { rollbackStage as startRollback } from '../machine/commands.ts';
import { requireStage } from '../require-stage.ts';
import { change } from '../runner.ts';

/**
 * Runs a stage again with what an earlier execution released there, as a new execution of the type ROLLBACK.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-rollback.html
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException, PipelineExecutionNotFoundException,
 * UnableToRollbackStageException, ConflictException
 */
export function rollbackStage(input: RollbackStageCommandInput, context: Context): Output<RollbackStageCommandOutput> {
  const id = change(context, input.pipelineName ?? '', (draft) => {
    const stage = requireStage(draft.pipeline, input.stageName ?? '');
    return startRollback(draft, draft.execution(input.targetPipelineExecutionId ?? ''), stage, context.principal.arn)
      .id;
  });
  return { pipelineExecutionId: id };
}
