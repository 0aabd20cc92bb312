import type {
  GetTagsCommandInput,
  GetTagsCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';
import { badRequest, notFound } from '../errors.ts';
import { apiKeys, restApis, stages, usagePlans } from '../state.ts';

interface Tagged {
  readonly tags: Record<string, string>;
  change(tags: Record<string, string>): void;
}

function tagged<T extends { tags: Record<string, string> }>(table: Table<T>, key: string): Tagged {
  const found = table.get(key);
  if (found === undefined) throw notFound('Invalid resource identifier specified');
  return { tags: found.tags, change: (tags) => table.put(key, { ...found, tags }) };
}

/** `arn:aws:apigateway:<region>::/restapis/<id>`, `.../stages/<name>`, `/apikeys/<id>`, `/usageplans/<id>` */
function find(context: Context, arn: string | undefined): Tagged {
  const path = decodeURIComponent(arn ?? '').split('::')[1] ?? '';
  const [, kind, id = '', below, stage] = path.split('/');
  if (kind === 'restapis' && below === 'stages') return tagged(stages(context), `${id}/${stage}`);
  if (kind === 'restapis' && below === undefined) return tagged(restApis(context), id);
  if (kind === 'apikeys') return tagged(apiKeys(context), id);
  if (kind === 'usageplans') return tagged(usagePlans(context), id);
  throw badRequest(`Invalid resource ARN specified: ${arn}`);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetTags.html */
export const getTags = (input: GetTagsCommandInput, context: Context): Output<GetTagsCommandOutput> => ({
  tags: find(context, input.resourceArn).tags,
});

/** https://docs.aws.amazon.com/apigateway/latest/api/API_TagResource.html */
export function tagResource(input: TagResourceCommandInput, context: Context): Output<TagResourceCommandOutput> {
  const found = find(context, input.resourceArn);
  found.change({ ...found.tags, ...input.tags });
  return {};
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UntagResource.html */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const found = find(context, input.resourceArn);
  const kept = Object.entries(found.tags).filter(([key]) => input.tagKeys?.includes(key) !== true);
  found.change(Object.fromEntries(kept));
  return {};
}
