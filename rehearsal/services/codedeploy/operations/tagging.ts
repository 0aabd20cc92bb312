import type {
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { applications, getApplication, getGroup, groups } from '../state.ts';

type Tags = Readonly<Record<string, string>>;

/** Reads and writes the tags of what an ARN names: an application or a deployment group. */
function tagged(context: Context, arn: string | undefined): { read: () => Tags; write: (tags: Tags) => void } {
  const [kind, name = ''] = (arn ?? '').split(':').slice(5);
  if (kind === 'application') {
    const application = getApplication(context, name);
    return { read: () => application.tags, write: (tags) => applications(context).put(name, { ...application, tags }) };
  }
  if (kind === 'deploymentgroup') {
    const [application = '', group = ''] = name.split('/');
    const found = getGroup(context, application, group);
    return { read: () => found.tags, write: (tags) => groups(context).put(name, { ...found, tags }) };
  }
  throw new ServiceError('InvalidArnException', `The ARN names no application or deployment group: ${arn}`);
}

export function listTagsForResource(input: ListTagsForResourceCommandInput, context: Context) {
  const tags = tagged(context, input.ResourceArn).read();
  return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

export function tagResource(input: TagResourceCommandInput, context: Context) {
  const target = tagged(context, input.ResourceArn);
  target.write({ ...target.read(), ...tagsByName(input.Tags) });
  return {};
}

export function untagResource(input: UntagResourceCommandInput, context: Context) {
  const target = tagged(context, input.ResourceArn);
  const gone = new Set(input.TagKeys ?? []);
  target.write(Object.fromEntries(Object.entries(target.read()).filter(([key]) => !gone.has(key))));
  return {};
}
