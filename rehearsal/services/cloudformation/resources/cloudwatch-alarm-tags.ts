import { CloudWatchClient, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-cloudwatch';
import type { ResourceContext } from '../resource-type.ts';

type Tags = readonly { readonly Key: string; readonly Value: string }[];

/** Brings an alarm's tags from those of the previous template to those of the next: PutMetricAlarm sets them only once. */
export async function changeAlarmTags(
  context: ResourceContext,
  ResourceARN: string,
  next: Tags = [],
  previous: Tags = [],
): Promise<void> {
  const client = context.client(CloudWatchClient);
  const kept = new Set(next.map(({ Key }) => Key));
  const TagKeys = previous.map(({ Key }) => Key).filter((key) => !kept.has(key));
  if (TagKeys.length > 0) await client.send(new UntagResourceCommand({ ResourceARN, TagKeys }));
  if (next.length > 0) await client.send(new TagResourceCommand({ ResourceARN, Tags: [...next] }));
}
