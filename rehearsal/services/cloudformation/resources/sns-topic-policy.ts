import { NotFoundException, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { type ResourceContext, resourceType } from '../resource-type.ts';
import { json, text } from './property.ts';

const properties = z.strictObject({ PolicyDocument: json(), Topics: z.array(text()) });
type Properties = z.infer<typeof properties>;

async function setPolicy(context: ResourceContext, TopicArn: string, AttributeValue: string): Promise<void> {
  const input = { TopicArn, AttributeName: 'Policy', AttributeValue };
  await context.client(SNSClient).send(new SetTopicAttributesCommand(input));
}

/** Gives a topic its default policy back; nothing to do for one that is gone. */
async function resetPolicy(context: ResourceContext, topicArn: string): Promise<void> {
  try {
    await setPolicy(context, topicArn, '');
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
}

async function put(physicalId: string, { PolicyDocument, Topics }: Properties, context: ResourceContext) {
  for (const arn of Topics) await setPolicy(context, arn, JSON.stringify(PolicyDocument));
  return { physicalId, attributes: { Id: physicalId } };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-sns-topicpolicy.html */
export const snsTopicPolicy = resourceType<Properties>({
  type: 'AWS::SNS::TopicPolicy',
  properties,
  replacedBy: [],
  create: (given, context) => put(context.generateName(256), given, context),
  update: async (physicalId, next, previous, context) => {
    for (const arn of previous.Topics) if (!next.Topics.includes(arn)) await resetPolicy(context, arn);
    return put(physicalId, next, context);
  },
  delete: async (_physicalId, { Topics }, context) => {
    for (const arn of Topics) await resetPolicy(context, arn);
  },
});
