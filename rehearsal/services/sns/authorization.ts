import type * as sdk from '@aws-sdk/client-sns';
import {
  type Authorization,
  anyResource,
  eachRequires,
  type Requirement,
  type Requirements,
  type ResourceDescription,
} from '../../kernel/access.ts';
import { keyArnOf } from '../../kernel/key-arn.ts';
import type { Context, Scope } from '../../kernel/service.ts';
import { resourceTags } from '../../policy/tag-keys.ts';
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

/**
 * Whoever publishes to an encrypted topic uses its key, by way of SNS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
function publishes(input: OfTopic, context: Context): Requirement[] {
  const topicArn = topic(input);
  const publish = { action: 'sns:Publish', resource: topicArn };
  const keyId = topics(context).get(topicArn.split(':')[5] ?? '')?.attributes.KmsMasterKeyId ?? '';
  if (keyId === '') return [publish];
  const use = {
    resource: keyArnOf(context, keyId),
    keys: {
      'kms:ViaService': `sns.${context.region}.amazonaws.com`,
      'kms:EncryptionContextKeys': ['aws:sns:topicArn'],
      'kms:EncryptionContext:aws:sns:topicArn': topicArn,
    },
  };
  return [publish, { action: 'kms:GenerateDataKey', ...use }, { action: 'kms:Decrypt', ...use }];
}

const operations = {
  ...eachRequires(
    'sns',
    [
      'ConfirmSubscription',
      'DeleteTopic',
      'GetTopicAttributes',
      'ListSubscriptionsByTopic',
      'SetTopicAttributes',
      'GetSubscriptionAttributes',
      'SetSubscriptionAttributes',
      'Unsubscribe',
    ],
    topic,
  ),
  ...eachRequires('sns', ['Subscribe'], topic, subscriptionKeys),
  Publish: publishes,
  PublishBatch: publishes,
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
  };
}

const resourceKeys = (scope: Scope, arn: string) => resourceTags(topics(scope).get(arn.split(':')[5] ?? '')?.tags);

export const authorization: Authorization = { operations, resource, resourceKeys };
