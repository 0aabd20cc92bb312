import type { UntagResourceCommandInput, UntagResourceCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const group = getGroup(context, undefined, input.resourceArn);
  const tags = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !input.tagKeys?.includes(key)));
  logStore(context).updateGroup({ ...group, tags });
  return {};
}
