import { listOf, valueAt } from '../template.ts';
import type { Verdict } from './change.ts';
import { canonical, type Resource, same } from './template.ts';

const TABLE = 'AWS::DynamoDB::Table';
const COPY =
  'First release: the new one beside the old one, with code that uses both. Second release: the old one goes.';

/** What a DynamoDB table that stays loses: indexes, attributes, the stream, backups, items by a time to live. */
export function judgeTable(before: Resource, after: Resource): readonly Verdict[] {
  if (before.type !== TABLE || after.type !== TABLE) return [];
  return [
    ...judgeIndexes(before, after),
    ...judgeAttributes(before, after),
    ...judgeTimeToLive(before, after),
    ...judgeStream(before, after),
    ...judgeBackups(before, after),
  ];
}

/** Key attributes of the table whose type changes: CloudFormation replaces the table. */
export function retypedKeys(before: Resource, after: Resource): readonly string[] {
  if (before.type !== TABLE || after.type !== TABLE) return [];
  const [old, now] = [attributes(before), attributes(after)];
  return keyAttributes(before.properties.KeySchema).filter(
    (name) => old.get(name) !== undefined && now.get(name) !== undefined && old.get(name) !== now.get(name),
  );
}

const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');

const keyAttributes = (keySchema: unknown): string[] =>
  texts(listOf(keySchema).map((key) => valueAt(key, 'AttributeName')));

const attributes = ({ properties }: Resource): ReadonlyMap<string, string> =>
  new Map(
    listOf(properties.AttributeDefinitions).map((definition) => [
      canonical(valueAt(definition, 'AttributeName')).replaceAll('"', ''),
      canonical(valueAt(definition, 'AttributeType')),
    ]),
  );

const indexes = ({ properties }: Resource): ReadonlyMap<string, unknown> =>
  new Map(
    listOf(properties.GlobalSecondaryIndexes).map((index) => {
      const name = valueAt(index, 'IndexName');
      return [typeof name === 'string' ? name : canonical(name), index];
    }),
  );

/** Everything of an index that cannot be changed in place, the types of its attributes included. */
const definition = (index: unknown, types: ReadonlyMap<string, string>): string =>
  canonical([
    valueAt(index, 'KeySchema'),
    valueAt(index, 'Projection'),
    keyAttributes(valueAt(index, 'KeySchema')).map((name) => types.get(name)),
  ]);

function judgeIndexes(before: Resource, after: Resource): readonly Verdict[] {
  const [old, now] = [indexes(before), indexes(after)];
  const [oldTypes, nowTypes] = [attributes(before), attributes(after)];
  const verdicts: Verdict[] = [];
  let operations = 0;
  for (const [name, index] of old) {
    const next = now.get(name);
    if (next === undefined) {
      operations += 1;
      verdicts.push({
        class: 'oneWay',
        kind: 'index-removed',
        part: name,
        reason: `The index '${name}' is deleted: code that is taken back and queries it fails until the index is built again from every item.`,
        remedy: `First release: no code queries '${name}' any more. Second release: the index goes, accepted by this name.`,
      });
    } else if (definition(index, oldTypes) !== definition(next, nowTypes)) {
      operations += 2;
      verdicts.push({
        class: 'oneWay',
        kind: 'index-replaced',
        part: name,
        reason: `Keys or projection of the index '${name}' change: it is deleted, and queries of it fail until it is built again.`,
        remedy: COPY,
      });
    }
  }
  operations += [...now.keys()].filter((name) => !old.has(name)).length;
  if (operations > 1) {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
    verdicts.push({
      class: 'twoStep',
      kind: 'several-indexes',
      reason: `${operations} indexes are made or deleted: DynamoDB takes one in an update, so the deployment fails.`,
      remedy: 'Make or delete one index a release.',
    });
  }
  return verdicts;
}

function judgeAttributes(before: Resource, after: Resource): readonly Verdict[] {
  const now = attributes(after);
  const ofGoneIndexes = new Set(
    [...indexes(before)]
      .filter(([name, index]) => !same(index, indexes(after).get(name)))
      .flatMap(([, index]) => keyAttributes(valueAt(index, 'KeySchema'))),
  );
  return [...attributes(before).keys()]
    .filter((name) => !now.has(name) && !ofGoneIndexes.has(name))
    .map((name) => ({
      class: 'oneWay',
      kind: 'attribute-removed',
      part: name,
      reason: `The attribute '${name}' is no longer defined: whatever is keyed by it cannot be found by it any more.`,
      remedy: `First release: no code uses '${name}' as a key. Second release: its definition goes.`,
    }));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
function judgeTimeToLive(before: Resource, after: Resource): readonly Verdict[] {
  const attributeOf = ({ properties }: Resource): unknown => {
    const enabled = valueAt(properties, 'TimeToLiveSpecification', 'Enabled');
    return enabled === false || enabled === 'false'
      ? undefined
      : valueAt(properties, 'TimeToLiveSpecification', 'AttributeName');
  };
  const [old, now] = [attributeOf(before), attributeOf(after)];
  if (now === undefined || same(old, now)) return [];
  return [
    {
      class: 'oneWay',
      kind: 'ttl-changed',
      part: canonical(now).replaceAll('"', ''),
      reason: `Items now expire by ${canonical(now)}${old === undefined ? '' : ` instead of ${canonical(old)}`}: those whose time is past are deleted.`,
      remedy:
        'First release: code writes the attribute. Then look at what it would delete. Second release: turn the time to live on.',
    },
  ];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
function judgeStream(before: Resource, after: Resource): readonly Verdict[] {
  const viewOf = ({ properties }: Resource) => valueAt(properties, 'StreamSpecification', 'StreamViewType');
  const [old, now] = [viewOf(before), viewOf(after)];
  if (old === undefined || same(old, now)) return [];
  return [
    {
      class: 'oneWay',
      kind: now === undefined ? 'stream-removed' : 'stream-replaced',
      reason: `The stream of ${canonical(old)} ends${now === undefined ? '' : `, and one of ${canonical(now)} with another ARN begins`}: changes in between are in no stream, and going back makes yet another one.`,
      remedy: 'First release: consumers no longer need what the stream shows. Second release: change the stream.',
    },
  ];
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html */
function judgeBackups(before: Resource, after: Resource): readonly Verdict[] {
  const on = ({ properties }: Resource) =>
    String(valueAt(properties, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')) === 'true';
  if (!on(before) || on(after)) return [];
  return [
    {
      class: 'oneWay',
      kind: 'backups-removed',
      reason: 'Point-in-time recovery ends: no second of the last weeks can be restored any more.',
      remedy: 'Take a backup of the table before.',
    },
  ];
}
