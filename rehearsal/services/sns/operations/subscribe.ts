import { randomBytes } from 'node:crypto';
import type { SubscribeCommandInput, SubscribeCommandOutput } from '@aws-sdk/client-sns';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidParameter, notSupported } from '../errors.ts';
import { isLocal, requestConfirmation } from '../runner.ts';
import { checkSubscriptionAttribute } from '../subscription.ts';
import { subscriptions, subscriptionsOf, type TopicSubscription, topicByArn } from '../topic.ts';

const ENDPOINTS: Readonly<Record<string, RegExp>> = {
  email: /^[^@\s]+@[^@\s]+$/,
  'email-json': /^[^@\s]+@[^@\s]+$/,
  sms: /^\+?[0-9-]+$/,
  http: /^http:\/\/./,
  https: /^https:\/\/./,
  lambda: /^arn:aws[^:]*:lambda:[^:]+:\d{12}:function:./,
};
const NOT_DELIVERED = ['sqs', 'firehose', 'application'];
const PENDING = 'pending confirmation';

/**
 * E-mail and SMS subscriptions are confirmed at once, since nobody reads the outbox's confirmation; a local HTTP endpoint
 * must confirm as on AWS. https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export function subscribe(input: SubscribeCommandInput, context: Context): Output<SubscribeCommandOutput> {
  const topic = topicByArn(context, input.TopicArn);
  const { Protocol: protocol = '', Endpoint: endpoint = '' } = input;
  if (NOT_DELIVERED.includes(protocol)) throw notSupported('Subscribe', `the protocol ${protocol}`);
  const expected = ENDPOINTS[protocol];
  if (expected === undefined) throw invalidParameter(`Amazon SNS does not support this protocol string: ${protocol}`);
  if (!expected.test(endpoint)) throw invalidParameter(`Endpoint ${endpoint} does not fit the protocol ${protocol}`);
  const attributes = input.Attributes ?? {};
  for (const [name, value] of Object.entries(attributes))
    checkSubscriptionAttribute('Subscribe', protocol, name, value);

  const known = subscriptionsOf(context, topic.arn).find(
    (one) => one.protocol === protocol && one.endpoint === endpoint,
  );
  if (known !== undefined) {
    const names = Object.keys({ ...attributes, ...known.attributes });
    if (input.Attributes !== undefined && names.some((name) => attributes[name] !== known.attributes[name]))
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    return { SubscriptionArn: answeredArn(known, input) };
  }
  const web = protocol === 'http' || protocol === 'https';
  const confirms = web && isLocal(endpoint);
  if (web && !confirms)
    context.recordNotRun({
      type: 'AWS::SNS::Subscription',
      logicalId: `${topic.name} ${endpoint}`,
      why: 'Messages to servers outside this machine go to the outbox',
    });
  const subscription: TopicSubscription = {
    arn: `${topic.arn}:${uuid()}`,
    topicArn: topic.arn,
    protocol,
    endpoint,
    attributes,
    ...(confirms ? { pendingToken: randomBytes(64).toString('hex') } : {}),
  };
  subscriptions(context).put(subscription.arn, subscription);
  if (confirms) requestConfirmation(context.scope(context.region, context.account), subscription);
  return { SubscriptionArn: answeredArn(subscription, input) };
}

function answeredArn({ arn, pendingToken }: TopicSubscription, input: SubscribeCommandInput): string {
  return pendingToken !== undefined && input.ReturnSubscriptionArn !== true ? PENDING : arn;
}
