import type { SetTopicAttributesCommandInput, SetTopicAttributesCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { checkPolicy } from '../../../policy/check.ts';
import { refusing } from '../../../policy/document.ts';
import { invalidParameter, notSupported } from '../errors.ts';
import { SETTABLE_TOPIC_ATTRIBUTES, topicByArn, topics } from '../topic.ts';

/** @throws ServiceError NotImplemented for an attribute that the rehearsal does not know */
export function checkTopicAttribute(operation: string, name: string, value: string): void {
  if (!SETTABLE_TOPIC_ATTRIBUTES.includes(name)) throw notSupported(operation, `the topic attribute ${name}`);
  if (name === 'SignatureVersion' && value !== '1' && value !== '2') throw invalidParameter('SignatureVersion');
  if (name === 'DisplayName' && value.length > 100) throw invalidParameter('DisplayName');
  if (name !== 'Policy') return;
  refusing(
    (why) => invalidParameter(`Policy Error: ${why}`),
    () => checkPolicy(value, 'topic'),
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export function setTopicAttributes(
  input: SetTopicAttributesCommandInput,
  context: Context,
): Output<SetTopicAttributesCommandOutput> {
  const topic = topicByArn(context, input.TopicArn);
  const { AttributeName = '', AttributeValue = '' } = input;
  const { [AttributeName]: _previous, ...others } = topic.attributes;
  if (AttributeValue !== '') checkTopicAttribute('SetTopicAttributes', AttributeName, AttributeValue);
  const attributes = AttributeValue === '' ? others : { ...others, [AttributeName]: AttributeValue };
  topics(context).put(topic.name, { ...topic, attributes });
  return {};
}
