import type { DeletePipelineCommandInput, DeletePipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { executions, jobs, pipelines, versions } from '../state.ts';

/** Deletes a pipeline with its history; one that does not exist is no error. What its actions started goes on. */
export function deletePipeline(
  input: DeletePipelineCommandInput,
  context: Context,
): Output<DeletePipelineCommandOutput> {
  const name = input.name ?? '';
  context.store.transaction(() => {
    pipelines(context).delete(name);
    for (const table of [versions(context), executions(context)])
      for (const { key } of table.entries(`${name}/`)) table.delete(key);
    for (const { key, value } of jobs(context).entries()) if (value.pipeline === name) jobs(context).delete(key);
  });
  return {};
}
