import type { GetPipelineCommandInput, GetPipelineCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { versionNotFound } from '../errors.ts';
import { versions } from '../state.ts';
import { findPipeline } from '../transact.ts';

/** @throws ServiceError PipelineNotFoundException, PipelineVersionNotFoundException */
export function getPipeline(input: GetPipelineCommandInput, context: Context): Output<GetPipelineCommandOutput> {
  const pipeline = findPipeline(context, input.name ?? '');
  const version = input.version ?? pipeline.version;
  const declaration = versions(context).get(`${pipeline.name}/${version}`);
  if (declaration === undefined) throw versionNotFound(pipeline.name, version);
  return {
    pipeline: declaration,
    metadata: {
      pipelineArn: pipeline.arn,
      created: new Date(pipeline.createdMs),
      updated: new Date(pipeline.updatedMs),
    },
  };
}
