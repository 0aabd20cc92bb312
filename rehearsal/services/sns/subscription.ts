import type { Subscription } from '@aws-sdk/client-sns';
import type { Scope } from '../../kernel/service.ts';
import { invalidParameter, notSupported } from './errors.ts';
import { compileFilterPolicy } from './filter-policy.ts';
import type { TopicSubscription } from './topic.ts';

const SETTABLE = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'];
const UNDERSTOOD_BY_AWS = ['DeliveryPolicy', 'RedrivePolicy', 'SubscriptionRoleArn', 'ReplayPolicy'];
const TAKES_RAW = ['http', 'https'];

/** @throws ServiceError InvalidParameter; NotImplemented for what the rehearsal cannot act on */
export function checkSubscriptionAttribute(operation: string, protocol: string, name: string, value: string): void {
  if (UNDERSTOOD_BY_AWS.includes(name)) throw notSupported(operation, `the subscription attribute ${name}`);
  if (!SETTABLE.includes(name)) throw invalidParameter('AttributeName');
  if (name === 'FilterPolicy' && value !== '') compileFilterPolicy(value);
  if (name === 'FilterPolicyScope' && value !== 'MessageAttributes' && value !== 'MessageBody')
    throw invalidParameter(
      `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
    );
  if (name !== 'RawMessageDelivery') return;
  if (value !== 'true' && value !== 'false')
    throw invalidParameter(`RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  if (value === 'true' && !TAKES_RAW.includes(protocol))
    throw invalidParameter(
      `Attributes Reason: RawMessageDelivery: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
}

/** As the list operations answer it. */
export function listed(
  scope: Scope,
  { arn, topicArn, protocol, endpoint, pendingToken }: TopicSubscription,
): Subscription {
  return {
    SubscriptionArn: pendingToken === undefined ? arn : 'PendingConfirmation',
    Owner: scope.account,
    Protocol: protocol,
    Endpoint: endpoint,
    TopicArn: topicArn,
  };
}
