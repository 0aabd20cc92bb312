import type { TagResourceCommandInput, TagResourceCommandOutput } from '@aws-sdk/client-lambda';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseReference } from '../names.ts';
import { functions, getFunction } from '../state.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export function tagResource(input: TagResourceCommandInput, context: Context): Output<TagResourceCommandOutput> {
  const { name } = parseReference(input.Resource);
  const record = getFunction(context, name);
  functions(context).put(name, { ...record, tags: { ...record.tags, ...input.Tags } });
  return {};
}
