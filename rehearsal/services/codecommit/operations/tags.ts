import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-codecommit';
import type { Context, Output } from '../../../kernel/service.ts';
import { findRepository, repositories } from '../repository.ts';

const nameIn = (arn = ''): string => arn.slice(arn.lastIndexOf(':') + 1);

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_TagResource.html */
export function tagResource({ resourceArn, tags }: TagResourceCommandInput, context: Context): Record<string, never> {
  const repository = findRepository(context, nameIn(resourceArn));
  repositories(context).put(repository.name, { ...repository, tags: { ...repository.tags, ...tags } });
  return {};
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_UntagResource.html */
export function untagResource(
  { resourceArn, tagKeys = [] }: UntagResourceCommandInput,
  context: Context,
): Record<string, never> {
  const repository = findRepository(context, nameIn(resourceArn));
  const tags = Object.fromEntries(Object.entries(repository.tags).filter(([key]) => !tagKeys.includes(key)));
  repositories(context).put(repository.name, { ...repository, tags });
  return {};
}

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(
  { resourceArn }: ListTagsForResourceCommandInput,
  context: Context,
): Output<ListTagsForResourceCommandOutput> {
  return { tags: { ...findRepository(context, nameIn(resourceArn)).tags } };
}
