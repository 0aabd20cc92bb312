import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-sns';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { type Topic, topics } from '../topic.ts';

function taggedTopic(context: Context, arn: string | undefined): Topic {
  const topic = topics(context).get((arn ?? '').split(':')[5] ?? '');
  if (topic?.arn !== arn || topic === undefined)
    throw new ServiceError('ResourceNotFoundException', 'Resource does not exist');
  return topic;
}

/** https://docs.aws.amazon.com/sns/latest/api/API_TagResource.html */
export function tagResource(input: TagResourceCommandInput, context: Context): Output<TagResourceCommandOutput> {
  const topic = taggedTopic(context, input.ResourceArn);
  topics(context).put(topic.name, { ...topic, tags: { ...topic.tags, ...tagsByName(input.Tags) } });
  return {};
}

/** https://docs.aws.amazon.com/sns/latest/api/API_UntagResource.html */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const topic = taggedTopic(context, input.ResourceArn);
  const kept = Object.entries(topic.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
  topics(context).put(topic.name, { ...topic, tags: Object.fromEntries(kept) });
  return {};
}

/** https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html */
export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): Output<ListTagsForResourceCommandOutput> {
  const { tags } = taggedTopic(context, input.ResourceArn);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
