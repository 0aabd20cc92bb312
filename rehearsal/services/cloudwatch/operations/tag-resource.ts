import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { alarms, type StoredAlarm } from '../alarm/alarm.ts';

/** Of what has tags, the rehearsal knows alarms. */
function taggedAlarm(context: Context, arn: string | undefined): StoredAlarm {
  const name = /^arn:aws[^:]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s.exec(arn ?? '')?.[1];
  const alarm = name === undefined ? undefined : alarms(context).get(name);
  if (alarm === undefined)
    throw new ServiceError('ResourceNotFoundException', `There is no alarm with the ARN ${arn}`, undefined, {
      ResourceType: 'cloudwatch',
      ResourceId: arn ?? '',
    });
  return alarm;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html */
export function tagResource(input: TagResourceCommandInput, context: Context): Output<TagResourceCommandOutput> {
  const alarm = taggedAlarm(context, input.ResourceARN);
  alarms(context).put(alarm.name, { ...alarm, tags: { ...alarm.tags, ...tagsByName(input.Tags) } });
  return {};
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_UntagResource.html */
export function untagResource(input: UntagResourceCommandInput, context: Context): Output<UntagResourceCommandOutput> {
  const alarm = taggedAlarm(context, input.ResourceARN);
  const kept = Object.entries(alarm.tags).filter(([key]) => !(input.TagKeys ?? []).includes(key));
  alarms(context).put(alarm.name, { ...alarm, tags: Object.fromEntries(kept) });
  return {};
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html */
export function listTagsForResource(
  input: ListTagsForResourceCommandInput,
  context: Context,
): Output<ListTagsForResourceCommandOutput> {
  const { tags } = taggedAlarm(context, input.ResourceARN);
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}
