import { z } from 'zod';
import type { KeyValues } from '../kernel/access.ts';

/* Tags in a request, in the forms that services have for them: `aws:RequestTag/<name>` and `aws:TagKeys`. */

const pair = z.union([
  z
    .object({ Key: z.string(), Value: z.string().optional() })
    .transform(({ Key, Value }) => [Key, Value ?? ''] as const),
  z
    .object({ key: z.string(), value: z.string().optional() })
    .transform(({ key, value }) => [key, value ?? ''] as const),
  z
    .object({ TagKey: z.string(), TagValue: z.string() })
    .transform(({ TagKey, TagValue }) => [TagKey, TagValue] as const),
]);
const pairs = z.union([z.array(pair), z.record(z.string(), z.string()).transform((tags) => Object.entries(tags))]);
const names = z.array(z.string());

/** The keys of the tags that a request gives or takes away; none for one that has no tags. */
export function requestTagKeys(input: object): KeyValues {
  const fields: Readonly<Record<string, unknown>> = { ...input };
  const given = fields.Tags ?? fields.tags;
  const removed = fields.TagKeys ?? fields.tagKeys;
  if (given === undefined && removed === undefined) return {};
  const tags = pairs.safeParse(given).data ?? [];
  const tagNames = [...tags.map(([name]) => name), ...(names.safeParse(removed).data ?? [])];
  return {
    'aws:TagKeys': tagNames.length === 0 ? undefined : tagNames,
    ...Object.fromEntries(tags.map(([name, value]) => [`aws:RequestTag/${name}`, value])),
  };
}
