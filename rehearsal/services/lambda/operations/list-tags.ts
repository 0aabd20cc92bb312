import type { ListTagsCommandInput, ListTagsCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseReference } from '../names.ts';
import { getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export function listTags(input: ListTagsCommandInput, context: Context): Output<ListTagsCommandOutput> {
  return { Tags: { ...getFunction(context, parseReference(input.Resource).name).tags } };
}
