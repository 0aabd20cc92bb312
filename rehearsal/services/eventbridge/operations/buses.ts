import type {
  CreateEventBusCommandInput,
  DeleteEventBusCommandInput,
  DescribeEventBusCommandInput,
  ListEventBusesCommandInput,
  ListTagsForResourceCommandInput,
  TagResourceCommandInput,
  UntagResourceCommandInput,
} from '@aws-sdk/client-eventbridge';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { buses, busName, DEFAULT_BUS, requireBus, ruleArn, rules } from '../state.ts';

const arnOf = (context: Context, name: string) => context.arn('events', `event-bus/${name}`);

export function createEventBus(input: CreateEventBusCommandInput, context: Context) {
  const name = input.Name ?? '';
  if (name === DEFAULT_BUS || buses(context).get(name) !== undefined)
    throw new ServiceError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
  buses(context).put(name, { name, createdMs: context.clock.now() });
  return { EventBusArn: arnOf(context, name) };
}

export function describeEventBus(input: DescribeEventBusCommandInput, context: Context) {
  const name = busName(input.Name);
  requireBus(context, name);
  return { Name: name, Arn: arnOf(context, name) };
}

export function listEventBuses(input: ListEventBusesCommandInput, context: Context) {
  const names = [
    DEFAULT_BUS,
    ...buses(context)
      .values()
      .map((bus) => bus.name),
  ];
  const found = names.filter((name) => name.startsWith(input.NamePrefix ?? ''));
  return { EventBuses: found.map((name) => ({ Name: name, Arn: arnOf(context, name) })) };
}

export function deleteEventBus(input: DeleteEventBusCommandInput, context: Context) {
  const name = input.Name ?? '';
  if (rules(context).values(`${name}/`).length > 0)
    throw new ServiceError('ValidationException', `Event bus ${name} can't be deleted since it has rules.`, 400);
  buses(context).delete(name);
  return {};
}

function taggedRule(context: Context, arn: string | undefined) {
  const found = rules(context)
    .entries()
    .find(({ value }) => ruleArn(context, value) === arn);
  if (found === undefined) throw new ServiceError('ResourceNotFoundException', `There is no rule ${arn}.`);
  return found;
}

export function listTagsForResource(input: ListTagsForResourceCommandInput, context: Context) {
  const { value } = taggedRule(context, input.ResourceARN);
  return { Tags: Object.entries(value.tags).map(([Key, Value]) => ({ Key, Value })) };
}

export function tagResource(input: TagResourceCommandInput, context: Context) {
  const { key, value } = taggedRule(context, input.ResourceARN);
  rules(context).put(key, { ...value, tags: { ...value.tags, ...tagsByName(input.Tags) } });
  return {};
}

export function untagResource(input: UntagResourceCommandInput, context: Context) {
  const { key, value } = taggedRule(context, input.ResourceARN);
  const kept = Object.entries(value.tags).filter(([name]) => !input.TagKeys?.includes(name));
  rules(context).put(key, { ...value, tags: Object.fromEntries(kept) });
  return {};
}
