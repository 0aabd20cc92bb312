import type { UpdatePipelineCommandInput, UpdatePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { modeOf } from '../declaration.ts';
import { validation } from '../errors.ts';
import { change } from '../runner.ts';
import { pipelines, versions } from '../state.ts';
import { findPipeline } from '../transact.ts';
import { validatePipeline } from '../validate.ts';

/** In an account the executions of the old definition end some seconds after the update; so here, in virtual time. */
const CANCELLED_AFTER_MS = 5_000;

/**
 * Stores the next version of a pipeline. Executions of the version before are cancelled, unless they run in PARALLEL mode.
 * https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html
 * @throws ServiceError PipelineNotFoundException and the errors of the structure
 */
export function updatePipeline(
  input: UpdatePipelineCommandInput,
  context: Context,
): Output<UpdatePipelineCommandOutput> {
  if (input.pipeline === undefined) throw validation('pipeline is missing');
  const name = input.pipeline.name ?? '';
  const pipeline = findPipeline(context, name);
  validatePipeline(input.pipeline, context.region);
  const version = pipeline.version + 1;
  const declaration = { ...input.pipeline, executionMode: modeOf(input.pipeline), version };
  const stages = new Set((declaration.stages ?? []).map((stage) => stage.name));
  context.store.transaction(() => {
    versions(context).put(`${name}/${version}`, declaration);
    pipelines(context).put(name, {
      ...pipeline,
      version,
      declaration,
      updatedMs: context.clock.now(),
      disabled: Object.fromEntries(Object.entries(pipeline.disabled).filter(([stage]) => stages.has(stage))),
    });
  });
  const scope = context;
  scope.background(`codepipeline ${name} update`, async () => {
    await scope.clock.sleep(CANCELLED_AFTER_MS, scope.shutdown);
    if (pipelines(scope).get(name) !== undefined) change(scope, name, () => undefined);
  });
  return { pipeline: declaration };
}
