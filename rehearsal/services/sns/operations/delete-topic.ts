import type { DeleteTopicCommandInput, DeleteTopicCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { subscriptions, subscriptionsOf, topics } from '../topic.ts';

/** With its subscriptions; no error when it is gone. https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html */
export function deleteTopic(input: DeleteTopicCommandInput, context: Context): Output<DeleteTopicCommandOutput> {
  const arn = input.TopicArn ?? '';
  const topic = topics(context).get(arn.split(':')[5] ?? '');
  if (topic?.arn !== arn) return {};
  context.store.transaction(() => {
    for (const subscription of subscriptionsOf(context, arn)) subscriptions(context).delete(subscription.arn);
    topics(context).delete(topic.name);
  });
  return {};
}
