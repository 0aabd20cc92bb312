import type * as sdk from '@aws-sdk/client-sns';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { defaultPolicy, topics } from './topic.ts';

/* https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */

interface OfTopic {
  TopicArn?: string | undefined;
  TargetArn?: string | undefined;
  SubscriptionArn?: string | undefined;
}
/** A subscription is its topic's. */
const topic = ({ TopicArn, TargetArn, SubscriptionArn }: OfTopic): string =>
  TopicArn ?? TargetArn ?? (SubscriptionArn ?? '*').replace(/^((?:[^:]*:){5}[^:]*):.*$/, '$1');
const subscriptionKeys = (input: { Protocol?: string | undefined; Endpoint?: string | undefined }) => ({
  'sns:Protocol': input.Protocol,
  'sns:Endpoint': input.Endpoint,
});

const operations = {
  ...eachRequires(
    'sns',
    [
      'ConfirmSubscription',
      'DeleteTopic',
      'GetTopicAttributes',
      'ListSubscriptionsByTopic',
      'Publish',
      'SetTopicAttributes',
      'GetSubscriptionAttributes',
      'SetSubscriptionAttributes',
      'Unsubscribe',
    ],
    topic,
  ),
  ...eachRequires('sns', ['Subscribe'], topic, subscriptionKeys),
  PublishBatch: (input) => ({ action: 'sns:Publish', resource: topic(input) }),
  ...eachRequires('sns', ['CreateTopic'], (input: { Name?: string | undefined }, context: Context) =>
    context.arn('sns', input.Name ?? ''),
  ),
  ...eachRequires(
    'sns',
    ['ListTagsForResource', 'TagResource', 'UntagResource'],
    (input: { ResourceArn?: string | undefined }) => input.ResourceArn ?? '',
  ),
  ...eachRequires('sns', ['ListSubscriptions', 'ListTopics'], anyResource),
} satisfies Requirements<typeof sdk>;

function resource(scope: Scope, arn: string): ResourceDescription | undefined {
  const [, , , , account = scope.account, name = ''] = arn.split(':');
  const found = topics(scope).get(name);
  return {
    arn,
    account,
    document: found === undefined ? undefined : (found.attributes.Policy ?? defaultPolicy(arn, scope.account)),
    type: 'resource-based',
    required: false,
    tags: found?.tags ?? {},
  };
}

export const authorization: Authorization = { operations, resource };
