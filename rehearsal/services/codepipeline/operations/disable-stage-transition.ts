import type {
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { transitionStage } from '../require-stage.ts';
import { change } from '../runner.ts';

/**
 * Holds executions before (or after) a stage; those that are in it go on.
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException
 */
export function disableStageTransition(
  input: DisableStageTransitionCommandInput,
  context: Context,
): Output<DisableStageTransitionCommandOutput> {
  change(context, input.pipelineName ?? '', (draft) => {
    const stage = transitionStage(draft.pipeline, input.stageName ?? '', input.transitionType ?? 'Inbound');
    draft.pipeline.disabled[stage] = {
      reason: input.reason ?? '',
      changedBy: context.principal.arn,
      changedMs: draft.nowMs,
    };
  });
  return {};
}
