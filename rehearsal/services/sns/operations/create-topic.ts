import type { CreateTopicCommandInput, CreateTopicCommandOutput } from '@aws-sdk/client-sns';
import type { Context, Output } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { invalidParameter, notSupported } from '../errors.ts';
import { type Topic, topics } from '../topic.ts';
import { checkTopicAttribute } from './set-topic-attributes.ts';

const NAME = /^[A-Za-z0-9_-]{1,256}$/;

/** Answers an existing topic's ARN again. https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export function createTopic(input: CreateTopicCommandInput, context: Context): Output<CreateTopicCommandOutput> {
  const { Name = '', DataProtectionPolicy } = input;
  const attributes = { ...input.Attributes };
  if (Name.endsWith('.fifo') || attributes.FifoTopic === 'true') throw notSupported('CreateTopic', 'FIFO topics');
  delete attributes.FifoTopic;
  if (DataProtectionPolicy !== undefined) throw notSupported('CreateTopic', 'DataProtectionPolicy');
  if (!NAME.test(Name)) throw invalidParameter('Topic Name');
  for (const [name, value] of Object.entries(attributes)) checkTopicAttribute('CreateTopic', name, value);
  const known = topics(context).get(Name);
  if (known !== undefined) {
    for (const [name, value] of Object.entries(attributes))
      if (known.attributes[name] !== value)
        throw invalidParameter('Attributes Reason: Topic already exists with different attributes');
    const tags = tagsByName(input.Tags);
    const differs = Object.keys({ ...tags, ...known.tags }).some((key) => tags[key] !== known.tags[key]);
    if (input.Tags !== undefined && differs)
      throw invalidParameter('Tags Reason: Topic already exists with different tags');
    return { TopicArn: known.arn };
  }
  const topic: Topic = {
    arn: context.arn('sns', Name),
    name: Name,
    attributes,
    tags: tagsByName(input.Tags),
    subscriptionsDeleted: 0,
  };
  topics(context).put(Name, topic);
  return { TopicArn: topic.arn };
}
