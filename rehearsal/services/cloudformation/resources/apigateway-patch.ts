import {
  APIGatewayClient,
  NotFoundException,
  type PatchOperation,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-api-gateway';
import type { ResourceContext } from '../resource-type.ts';
import { tagChanges } from './tag-changes.ts';

type Scalar = string | number | boolean | undefined;
interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The patch that brings one value from the previous template's to the next one's. */
export function replaceValue(path: string, next: Scalar, previous: Scalar): PatchOperation[] {
  if (next === previous) return [];
  return [next === undefined ? { op: 'remove', path } : { op: 'replace', path, value: String(next) }];
}

const escapeName = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** The patches that bring a map from the previous template's to the next one's. */
export function recordChanges(
  path: string,
  next: Readonly<Record<string, Scalar>> | undefined,
  previous: Readonly<Record<string, Scalar>> | undefined,
): PatchOperation[] {
  const names = new Set([...Object.keys(next ?? {}), ...Object.keys(previous ?? {})]);
  return [...names].flatMap((name): PatchOperation[] => {
    const value = next?.[name];
    if (value === previous?.[name]) return [];
    const at = `${path}/${escapeName(name)}`;
    return [value === undefined ? { op: 'remove', path: at } : { op: 'add', path: at, value: String(value) }];
  });
}

export const tagRecord = (tags: readonly Tag[] | undefined): Record<string, string> | undefined =>
  tags === undefined ? undefined : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** @param path of the resource in its ARN, such as `/restapis/<id>` */
export async function setApiTags(
  context: ResourceContext,
  path: string,
  next: readonly Tag[] | undefined,
  previous: readonly Tag[] | undefined,
): Promise<void> {
  const client = context.client(APIGatewayClient);
  const resourceArn = `arn:aws:apigateway:${context.region}::${path}`;
  const { set, removed } = tagChanges(next, previous);
  if (set.length > 0) await client.send(new TagResourceCommand({ resourceArn, tags: tagRecord(set) }));
  if (removed.length > 0) await client.send(new UntagResourceCommand({ resourceArn, tagKeys: removed }));
}

/** What is already gone counts as deleted. */
export async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
  }
}
