import type { ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput } from '@aws-sdk/client-codepipeline';
import type { Context, Output } from '../../../kernel/service.ts';
import { pipelineByArn } from '../pipeline-by-arn.ts';

/** @throws ServiceError ResourceNotFoundException */
export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): Output<ListTagsForResourceCommandOutput> {
  const { tags } = pipelineByArn(context, input.resourceArn ?? '');
  return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
}
