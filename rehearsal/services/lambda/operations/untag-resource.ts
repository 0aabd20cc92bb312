import type { UntagResourceCommandInput, UntagResourceCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseReference } from '../names.ts';
import { functions, getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const { name } = parseReference(input.Resource);
  const record = getFunction(context, name);
  const tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !input.TagKeys?.includes(key)));
  functions(context).put(name, { ...record, tags });
  return {};
}
