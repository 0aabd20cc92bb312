import type { UnsubscribeCommandInput, UnsubscribeCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { subscriptions, topicByArn, topics } from '../topic.ts';

/** No error for one that is gone. https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export function unsubscribe(input: UnsubscribeCommandInput, context: Context): Output<UnsubscribeCommandOutput> {
  const found = subscriptions(context).get(input.SubscriptionArn ?? '');
  if (found === undefined) return {};
  const topic = topicByArn(context, found.topicArn);
  context.store.transaction(() => {
    subscriptions(context).delete(found.arn);
    topics(context).put(topic.name, { ...topic, subscriptionsDeleted: topic.subscriptionsDeleted + 1 });
  });
  return {};
}
