import type {
  OverrideStageConditionCommandInput,
  OverrideStageConditionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';
import { overrideCondition } from '../machine/commands.ts';
import { requireStage } from '../require-stage.ts';
import { change } from '../runner.ts';

const KINDS = { BEFORE_ENTRY: 'beforeEntry', ON_SUCCESS: 'onSuccess' } as const;

/**
 * Lets an execution pass a condition.
 * @throws ServiceError PipelineNotFoundException, StageNotFoundException, ConditionNotOverridableException,
 * NotLatestPipelineExecutionException
 */
export function overrideStageCondition(
  input: OverrideStageConditionCommandInput,
  context: Context,
): Output<OverrideStageConditionCommandOutput> {
  const kind = KINDS[input.conditionType ?? 'BEFORE_ENTRY'];
  if (kind === undefined)
    throw validation(
      `Value '${input.conditionType}' at 'conditionType' failed to satisfy constraint: Member must satisfy enum value set: [${Object.keys(KINDS).join(', ')}]`,
    );
  change(context, input.pipelineName ?? '', (draft) => {
    const stage = requireStage(draft.pipeline, input.stageName ?? '');
    overrideCondition(draft, draft.execution(input.pipelineExecutionId ?? ''), stage, kind);
  });
  return {};
}
