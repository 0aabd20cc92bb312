import type { ListTopicsCommandInput, ListTopicsCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { page } from '../paging.ts';
import { topics } from '../topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTopics.html */
export function listTopics(input: ListTopicsCommandInput, context: Context): Output<ListTopicsCommandOutput> {
  const { items, next } = page(topics(context).values(), input.NextToken);
  return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), ...next };
}
