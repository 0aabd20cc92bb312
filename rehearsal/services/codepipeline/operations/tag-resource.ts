import type { TagResourceCommandInput, TagResourceCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { pipelineByArn } from '../pipeline-by-arn.ts';
import { pipelines } from '../state.ts';

/** @throws ServiceError ResourceNotFoundException */
export function tagResource(input: TagResourceCommandInput, context: Context): Output<TagResourceCommandOutput> {
  const pipeline = pipelineByArn(context, input.resourceArn ?? '');
  for (const { key = '', value = '' } of input.tags ?? []) pipeline.tags[key] = value;
  pipelines(context).put(pipeline.name, pipeline);
  return {};
}
