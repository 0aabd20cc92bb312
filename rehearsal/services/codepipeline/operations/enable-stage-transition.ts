import type {
  EnableStageTransitionCommandInput,
  EnableStageTransitionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { transitionStage } from '../require-stage.ts';
import { change } from '../runner.ts';

/**
 * Lets executions into (or out of) a stage again.
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException
 */
export function enableStageTransition(
  input: EnableStageTransitionCommandInput,
  context: Context,
): Output<EnableStageTransitionCommandOutput> {
  change(context, input.pipelineName ?? '', (draft) => {
    const stage = transitionStage(draft.pipeline, input.stageName ?? '', input.transitionType ?? 'Inbound');
    delete draft.pipeline.disabled[stage];
    draft.pipeline.enabled[stage] = { changedBy: context.principal.arn, changedMs: draft.nowMs };
  });
  return {};
}
