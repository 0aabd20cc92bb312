import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): Output<ListTagsForResourceCommandOutput> {
  return { tags: { ...getGroup(context, undefined, input.resourceArn).tags } };
}
