import type {
  DisableStageTransitionCommandInput,
  DisableStageTransitionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';
import { transitionStage } from '../require-stage.ts';
import { change } from '../runner.ts';

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html */
const REASON = /^[a-zA-Z0-9!@ ().*?-]+$/;
const REASON_MAX = 300;

/**
 * Holds executions before (or after) a stage; those that are in it go on.
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException, ValidationException
 */
export function disableStageTransition(
  input: DisableStageTransitionCommandInput,
  context: Context,
): Output<DisableStageTransitionCommandOutput> {
  const { reason = '' } = input;
  const refused = (constraint: string) =>
    validation(
      `1 validation error detected: Value '${reason}' at 'reason' failed to satisfy constraint: Member must ${constraint}`,
    );
  if (reason.length > REASON_MAX) throw refused(`have length less than or equal to ${REASON_MAX}`);
  if (!REASON.test(reason)) throw refused('satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+');
  change(context, input.pipelineName ?? '', (draft) => {
    const stage = transitionStage(draft.pipeline, input.stageName ?? '', input.transitionType ?? 'Inbound');
    draft.pipeline.disabled[stage] = {
      reason,
      changedBy: context.principal.arn,
      changedMs: draft.nowMs,
    };
  });
  return {};
}
