import type {
  StartPipelineExecutionCommandInput,
  StartPipelineExecutionCommandOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { firstStage, modeOf } from '../declaration.ts';
import { tooManyExecutions, validation } from '../errors.ts';
import { addExecution, newExecution } from '../machine/new-execution.ts';
import { pipelineVariables } from '../pipeline-variables.ts';
import { change } from '../runner.ts';
import type { Execution } from '../state.ts';

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const MOST_EXECUTIONS = 50;

/**
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html
 * @throws ServiceError PipelineNotFoundException, ConcurrentPipelineExecutionsLimitExceededException, ValidationException
 */
export function startPipelineExecution(
  input: StartPipelineExecutionCommandInput,
  context: Context,
): Output<StartPipelineExecutionCommandOutput> {
  const name = input.name ?? '';
  const id = change(context, name, (draft) => {
    const { pipeline } = draft;
    const known = input.clientRequestToken === undefined ? undefined : pipeline.startTokens[input.clientRequestToken];
    if (known !== undefined) return known;
    if (modeOf(pipeline.declaration) !== 'SUPERSEDED' && pipeline.active.length >= MOST_EXECUTIONS)
      throw tooManyExecutions(name);
    const variables = pipelineVariables(pipeline.declaration, input.variables ?? []);
    const sources = input.sourceRevisions ?? [];
    for (const { actionName } of sources)
      if (!(firstStage(pipeline.declaration).actions ?? []).some((action) => action.name === actionName))
        throw validation(`sourceRevisions names ${actionName}, which is no source action of the pipeline`);
    const execution = newExecution(draft, triggerOf(context), variables, sources);
    addExecution(draft, execution);
    if (input.clientRequestToken !== undefined) pipeline.startTokens[input.clientRequestToken] = execution.id;
    return execution.id;
  });
  return { pipelineExecutionId: id };
}

/** A start by EventBridge, which assumes a role for it, is told by the service behind the role's session. */
const triggerOf = ({ principal }: Context): Execution['trigger'] => ({
  type: principal.service === 'events.amazonaws.com' ? 'CloudWatchEvent' : 'StartPipelineExecution',
  detail: principal.sourceArn ?? principal.arn,
});
