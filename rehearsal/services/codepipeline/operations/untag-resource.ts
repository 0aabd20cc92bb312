import type { UntagResourceCommandInput, UntagResourceCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { pipelineByArn } from '../pipeline-by-arn.ts';
import { pipelines } from '../state.ts';

/** @throws ServiceError ResourceNotFoundException */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const pipeline = pipelineByArn(context, input.resourceArn ?? '');
  for (const key of input.tagKeys ?? []) delete pipeline.tags[key];
  pipelines(context).put(pipeline.name, pipeline);
  return {};
}
