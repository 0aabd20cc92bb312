import type { ConfirmSubscriptionCommandInput, ConfirmSubscriptionCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output, Scope } from '../../../kernel/service.ts';
import { invalidParameter, notSupported } from '../errors.ts';
import { subscriptions, subscriptionsOf, topicByArn } from '../topic.ts';

/** https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html */
export function confirmSubscription(
  input: ConfirmSubscriptionCommandInput,
  context: Context,
): Output<ConfirmSubscriptionCommandOutput> {
  if (input.AuthenticateOnUnsubscribe === 'true')
    throw notSupported('ConfirmSubscription', 'AuthenticateOnUnsubscribe');
  const topic = topicByArn(context, input.TopicArn);
  return { SubscriptionArn: confirm(context, topic.arn, input.Token ?? '') };
}

/** @returns the subscription's ARN; @throws ServiceError InvalidParameter when the token is not that of a pending one */
export function confirm(scope: Scope, topicArn: string, token: string): string {
  const found = subscriptionsOf(scope, topicArn).find(({ pendingToken }) => pendingToken === token);
  if (found === undefined) throw invalidParameter('Token');
  const { pendingToken: _used, ...confirmed } = found;
  subscriptions(scope).put(found.arn, confirmed);
  return found.arn;
}
