import type { Scope } from '../../kernel/service.ts';
import { bodyFor, type PublishedMessage } from './message.ts';
import { CERTIFICATE_PATH, sign, signingKey } from './signature.ts';
import { type TopicSubscription, topics } from './topic.ts';

const unsubscribeUrl = (scope: Scope, subscriptionArn: string) =>
  `${scope.endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`;

/** What topics sign with: their own attribute, or version 1. */
const signatureVersion = (scope: Scope, topicArn: string) =>
  topics(scope).get(topicArn.split(':')[5] ?? '')?.attributes.SignatureVersion ?? '1';

/**
 * The JSON document that an HTTP endpoint or an e-mail of JSON gets.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export async function notification(scope: Scope, subscription: TopicSubscription, message: PublishedMessage) {
  const fields = {
    Type: 'Notification',
    MessageId: message.messageId,
    TopicArn: message.topicArn,
    ...(message.subject === null ? {} : { Subject: message.subject }),
    Message: bodyFor(message, subscription.protocol),
    Timestamp: new Date(message.atMs).toISOString(),
  };
  const version = signatureVersion(scope, message.topicArn);
  return {
    ...fields,
    SignatureVersion: version,
    Signature: sign(await signingKey(scope), version, fields),
    SigningCertURL: `${scope.endpoint}${CERTIFICATE_PATH}`,
    UnsubscribeURL: unsubscribeUrl(scope, subscription.arn),
    ...attributesOf(message),
  };
}

function attributesOf({ attributes }: PublishedMessage): object {
  const entries = Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]);
  return entries.length === 0 ? {} : { MessageAttributes: Object.fromEntries(entries) };
}

/** The event of a function. https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html */
export async function lambdaEvent(scope: Scope, subscription: TopicSubscription, message: PublishedMessage) {
  const { SigningCertURL, UnsubscribeURL, ...sns } = await notification(scope, subscription, message);
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          Subject: null,
          MessageAttributes: {},
          ...sns,
          SigningCertUrl: SigningCertURL,
          UnsubscribeUrl: UnsubscribeURL,
        },
      },
    ],
  };
}

/** What an HTTP endpoint gets to confirm a subscription. */
export async function confirmationRequest(scope: Scope, subscription: TopicSubscription, messageId: string) {
  const { topicArn, pendingToken: Token = '' } = subscription;
  const query = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: topicArn, Token });
  const fields = {
    Type: 'SubscriptionConfirmation',
    MessageId: messageId,
    Token,
    TopicArn: topicArn,
    Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
    SubscribeURL: `${scope.endpoint}/?${query}`,
    Timestamp: new Date(scope.clock.now()).toISOString(),
  };
  const version = signatureVersion(scope, topicArn);
  return {
    ...fields,
    SignatureVersion: version,
    Signature: sign(await signingKey(scope), version, fields),
    SigningCertURL: `${scope.endpoint}${CERTIFICATE_PATH}`,
  };
}
