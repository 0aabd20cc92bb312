import type {
  ListSubscriptionsByTopicCommandInput,
  ListSubscriptionsByTopicCommandOutput,
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
} from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { page } from '../paging.ts';
import { listed } from '../subscription.ts';
import { subscriptions, subscriptionsOf, topicByArn } from '../topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptions.html */
export function listSubscriptions(
  input: ListSubscriptionsCommandInput,
  context: Context,
): Output<ListSubscriptionsCommandOutput> {
  const { items, next } = page(subscriptions(context).values(), input.NextToken);
  return { Subscriptions: items.map((one) => listed(context, one)), ...next };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function listSubscriptionsByTopic(
  input: ListSubscriptionsByTopicCommandInput,
  context: Context,
): Output<ListSubscriptionsByTopicCommandOutput> {
  const topic = topicByArn(context, input.TopicArn);
  const { items, next } = page(subscriptionsOf(context, topic.arn), input.NextToken);
  return { Subscriptions: items.map((one) => listed(context, one)), ...next };
}
