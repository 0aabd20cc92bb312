import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { bool, tags, text } from './property.ts';

const properties = z.strictObject({
  DisplayName: text().optional(),
  FifoTopic: bool().optional(),
  KmsMasterKeyId: text().optional(),
  SignatureVersion: text().optional(),
  Subscription: z.array(z.strictObject({ Endpoint: text(), Protocol: text() })).optional(),
  Tags: tags().optional(),
  TopicName: text().optional(),
  TracingConfig: text().optional(),
});
type Properties = z.infer<typeof properties>;
const ATTRIBUTES = ['DisplayName', 'KmsMasterKeyId', 'SignatureVersion', 'TracingConfig'] as const;

const provisioned = (arn: string) => ({
  physicalId: arn,
  attributes: { TopicArn: arn, TopicName: arn.split(':')[5] ?? '' },
});

async function create(given: Properties, context: ResourceContext) {
  const sns = context.client(SNSClient);
  const name = given.TopicName ?? context.generateName(256);
  const Attributes: Record<string, string> = given.FifoTopic ? { FifoTopic: 'true' } : {};
  for (const attribute of ATTRIBUTES) {
    const value = given[attribute];
    if (value !== undefined) Attributes[attribute] = value;
  }
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: name, Attributes, Tags: given.Tags }));
  for (const one of given.Subscription ?? []) await sns.send(new SubscribeCommand({ TopicArn, ...one }));
  return provisioned(TopicArn);
}

async function update(TopicArn: string, next: Properties, previous: Properties, context: ResourceContext) {
  const sns = context.client(SNSClient);
  for (const AttributeName of ATTRIBUTES)
    if (next[AttributeName] !== previous[AttributeName])
      await sns.send(
        new SetTopicAttributesCommand({ TopicArn, AttributeName, AttributeValue: next[AttributeName] ?? '' }),
      );
  const kept = new Set(next.Tags?.map(({ Key }) => Key));
  const TagKeys = (previous.Tags ?? []).map(({ Key }) => Key).filter((key) => !kept.has(key));
  if (TagKeys.length > 0) await sns.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys }));
  if (next.Tags !== undefined && next.Tags.length > 0)
    await sns.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: next.Tags }));
  for (const one of next.Subscription ?? []) await sns.send(new SubscribeCommand({ TopicArn, ...one }));
  await endSubscriptions(sns, TopicArn, next, previous);
  return provisioned(TopicArn);
}

/** Ends those that the previous template had and the next has not. */
async function endSubscriptions(sns: SNSClient, TopicArn: string, next: Properties, previous: Properties) {
  const name = (one: { Endpoint?: string | undefined; Protocol?: string | undefined }) =>
    `${one.Protocol} ${one.Endpoint}`;
  const kept = new Set(next.Subscription?.map(name));
  const ended = new Set((previous.Subscription ?? []).map(name).filter((one) => !kept.has(one)));
  if (ended.size === 0) return;
  let NextToken: string | undefined;
  do {
    const page = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
    for (const one of page.Subscriptions ?? [])
      if (ended.has(name(one))) await sns.send(new UnsubscribeCommand({ SubscriptionArn: one.SubscriptionArn }));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topic.html */
export const snsTopic = resourceType<Properties>({
  type: 'AWS::SNS::Topic',
  properties,
  replacedBy: ['TopicName', 'FifoTopic'],
  create,
  update,
  delete: async (TopicArn, _given, context) => {
    await context.client(SNSClient).send(new DeleteTopicCommand({ TopicArn }));
  },
});
