import type {
  GetSubscriptionAttributesCommandInput,
  GetSubscriptionAttributesCommandOutput,
  SetSubscriptionAttributesCommandInput,
  SetSubscriptionAttributesCommandOutput,
} from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { subscriptionNotFound } from '../errors.ts';
import { checkSubscriptionAttribute } from '../subscription.ts';
import { subscriptions, type TopicSubscription } from '../topic.ts';

function subscriptionByArn(context: Context, arn: string | undefined): TopicSubscription {
  const found = subscriptions(context).get(arn ?? '');
  if (found === undefined) throw subscriptionNotFound();
  return found;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html */
export function getSubscriptionAttributes(
  input: GetSubscriptionAttributesCommandInput,
  context: Context,
): Output<GetSubscriptionAttributesCommandOutput> {
  const found = subscriptionByArn(context, input.SubscriptionArn);
  const filtered = found.attributes.FilterPolicy === undefined ? {} : { FilterPolicyScope: 'MessageAttributes' };
  return {
    Attributes: {
      SubscriptionArn: found.arn,
      TopicArn: found.topicArn,
      Owner: context.account,
      Protocol: found.protocol,
      Endpoint: found.endpoint,
      PendingConfirmation: String(found.pendingToken !== undefined),
      ConfirmationWasAuthenticated: String(found.protocol === 'lambda'),
      RawMessageDelivery: 'false',
      ...filtered,
      ...found.attributes,
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html */
export function setSubscriptionAttributes(
  input: SetSubscriptionAttributesCommandInput,
  context: Context,
): Output<SetSubscriptionAttributesCommandOutput> {
  const found = subscriptionByArn(context, input.SubscriptionArn);
  const { AttributeName = '', AttributeValue = '' } = input;
  checkSubscriptionAttribute('SetSubscriptionAttributes', found.protocol, AttributeName, AttributeValue);
  const { [AttributeName]: _previous, ...others } = found.attributes;
  const removed = AttributeValue === '' || (AttributeName === 'FilterPolicy' && AttributeValue === '{}');
  const attributes = removed ? others : { ...others, [AttributeName]: AttributeValue };
  subscriptions(context).put(found.arn, { ...found, attributes });
  return {};
}
