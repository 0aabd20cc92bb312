import type { CreatePipelineCommandInput, CreatePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { modeOf } from '../declaration.ts';
import { pipelineNameInUse, validation } from '../errors.ts';
import { addExecution, newExecution } from '../machine/new-execution.ts';
import { pipelineVariables } from '../pipeline-variables.ts';
import { change } from '../runner.ts';
import { pipelines, versions } from '../state.ts';
import { validatePipeline } from '../validate.ts';

/**
 * Creates a pipeline and starts its first execution.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_CreatePipeline.html
 * @throws ServiceError PipelineNameInUseException and the errors of the structure
 */
export function createPipeline(
  input: CreatePipelineCommandInput,
  context: Context,
): Output<CreatePipelineCommandOutput> {
  if (input.pipeline === undefined) throw validation('pipeline is missing');
  validatePipeline(input.pipeline, context.region);
  const name = input.pipeline.name ?? '';
  if (pipelines(context).get(name) !== undefined) throw pipelineNameInUse(name);
  const declaration = { ...input.pipeline, executionMode: modeOf(input.pipeline), version: 1 };
  const nowMs = context.clock.now();
  const tags = Object.fromEntries((input.tags ?? []).map(({ key, value }) => [key ?? '', value ?? '']));
  context.store.transaction(() => {
    versions(context).put(`${name}/1`, declaration);
    pipelines(context).put(name, {
      name,
      arn: context.arn('codepipeline', name),
      createdMs: nowMs,
      updatedMs: nowMs,
      version: 1,
      declaration,
      tags,
      disabled: {},
      enabled: {},
      active: [],
      latest: {},
      latestRuns: {},
      nextOrder: 1,
      startTokens: {},
    });
  });
  const startable = (declaration.variables ?? []).every(({ defaultValue }) => defaultValue !== undefined);
  if (startable)
    change(context, name, (draft) =>
      addExecution(
        draft,
        newExecution(
          draft,
          { type: 'CreatePipeline', detail: context.principal.arn },
          pipelineVariables(declaration, []),
          [],
        ),
      ),
    );
  return { pipeline: declaration, tags: input.tags ?? [] };
}
