import {
  NotFoundException,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { bool, json, text } from './property.ts';

const properties = z.strictObject({
  Endpoint: text().optional(),
  FilterPolicy: json().optional(),
  FilterPolicyScope: text().optional(),
  Protocol: text(),
  RawMessageDelivery: bool().optional(),
  Region: text().optional(),
  TopicArn: text(),
});
type Properties = z.infer<typeof properties>;

/** As SNS has them; the scope comes first, since a policy is checked against it. */
function attributes({ FilterPolicy, FilterPolicyScope, RawMessageDelivery }: Properties): Record<string, string> {
  return {
    ...(FilterPolicyScope === undefined ? {} : { FilterPolicyScope }),
    ...(FilterPolicy === undefined ? {} : { FilterPolicy: JSON.stringify(FilterPolicy) }),
    ...(RawMessageDelivery === undefined ? {} : { RawMessageDelivery: String(RawMessageDelivery) }),
  };
}
/** What an attribute is when a template no longer says. */
const DEFAULTS: Readonly<Record<string, string>> = {
  FilterPolicy: '{}',
  FilterPolicyScope: 'MessageAttributes',
  RawMessageDelivery: 'false',
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-subscription.html */
export const snsSubscription = resourceType<Properties>({
  type: 'AWS::SNS::Subscription',
  properties,
  replacedBy: ['Endpoint', 'Protocol', 'Region', 'TopicArn'],
  create: async (given, context) => {
    const { TopicArn, Protocol, Endpoint, Region } = given;
    if (Region !== undefined && Region !== context.region)
      throw new Error(
        `The rehearsal does not subscribe to a topic of another region: Region is ${Region}, the stack's is ${context.region}`,
      );
    const { SubscriptionArn = '' } = await context.client(SNSClient).send(
      new SubscribeCommand({
        TopicArn,
        Protocol,
        Endpoint,
        Attributes: attributes(given),
        ReturnSubscriptionArn: true,
      }),
    );
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  update: async (SubscriptionArn, next, previous, context) => {
    const [before, after] = [attributes(previous), attributes(next)];
    for (const AttributeName of Object.keys({ ...before, ...after })) {
      const AttributeValue = after[AttributeName] ?? DEFAULTS[AttributeName];
      if (after[AttributeName] !== before[AttributeName])
        await context
          .client(SNSClient)
          .send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }));
    }
    return { physicalId: SubscriptionArn, attributes: { Arn: SubscriptionArn } };
  },
  delete: async (SubscriptionArn, _given, context) => {
    try {
      await context.client(SNSClient).send(new UnsubscribeCommand({ SubscriptionArn }));
    } catch (error) {
      if (!(error instanceof NotFoundException)) throw error;
    }
  },
});
