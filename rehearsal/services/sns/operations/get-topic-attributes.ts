import type { GetTopicAttributesCommandInput, GetTopicAttributesCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { defaultPolicy, subscriptionsOf, topicByArn } from '../topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export function getTopicAttributes(
  input: GetTopicAttributesCommandInput,
  context: Context,
): Output<GetTopicAttributesCommandOutput> {
  const topic = topicByArn(context, input.TopicArn);
  const all = subscriptionsOf(context, topic.arn);
  const pending = all.filter(({ pendingToken }) => pendingToken !== undefined).length;
  return {
    Attributes: {
      TopicArn: topic.arn,
      Owner: context.account,
      DisplayName: '',
      Policy: defaultPolicy(topic.arn, context.account),
      ...topic.attributes,
      SubscriptionsConfirmed: String(all.length - pending),
      SubscriptionsPending: String(pending),
      SubscriptionsDeleted: String(topic.subscriptionsDeleted),
    },
  };
}
