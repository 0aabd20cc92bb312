import type * as sdk from '@aws-sdk/client-dynamodb';
import { validation } from './errors.ts';
import type { Index, KeyAttribute, KeySchema, KeyType, Throughput } from './tables.ts';

type Types = ReadonlyMap<string, KeyType>;
const MOST_GLOBAL = 20;
const MOST_LOCAL = 5;

export const readTypes = (definitions: readonly sdk.AttributeDefinition[] | undefined): Map<string, KeyType> =>
  new Map(
    (definitions ?? []).map(({ AttributeName = '', AttributeType }) => {
      if (AttributeType !== 'S' && AttributeType !== 'N' && AttributeType !== 'B')
        throw validation(
          `1 validation error detected: Value '${AttributeType}' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]`,
        );
      return [AttributeName, AttributeType];
    }),
  );

/** @throws ServiceError ValidationException */
export function readKeys(elements: readonly sdk.KeySchemaElement[] | undefined, types: Types): KeySchema {
  const [first, second, ...more] = elements ?? [];
  if (
    first === undefined ||
    more.length > 0 ||
    first.KeyType !== 'HASH' ||
    (second !== undefined && second.KeyType !== 'RANGE')
  )
    throw validation(
      'Invalid KeySchema: The first KeySchemaElement is not a HASH key type, or there are more than two',
    );
  const attribute = (element: sdk.KeySchemaElement): KeyAttribute => {
    const name = element.AttributeName ?? '';
    const type = types.get(name);
    if (type === undefined)
      throw validation(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${name}], AttributeDefinitions: [${[...types.keys()].join(', ')}]`,
      );
    return { name, type };
  };
  return { hash: attribute(first), ...(second === undefined ? {} : { range: attribute(second) }) };
}

type GivenIndex = Pick<sdk.GlobalSecondaryIndex, 'IndexName' | 'KeySchema' | 'Projection' | 'ProvisionedThroughput'>;
export function readIndex(given: GivenIndex, local: boolean, types: Types): Index {
  const projection = given.Projection?.ProjectionType ?? 'ALL';
  const include = given.Projection?.NonKeyAttributes ?? [];
  if (projection !== 'INCLUDE' && include.length > 0)
    throw validation(
      `One or more parameter values were invalid: ProjectionType is ${projection}, but NonKeyAttributes is specified`,
    );
  return {
    name: given.IndexName ?? '',
    local,
    keys: readKeys(given.KeySchema, types),
    projection,
    include,
    ...(given.ProvisionedThroughput === undefined ? {} : { throughput: readThroughput(given.ProvisionedThroughput) }),
  };
}
export const readThroughput = (given: sdk.ProvisionedThroughput | undefined): Throughput => ({
  read: given?.ReadCapacityUnits ?? 0,
  write: given?.WriteCapacityUnits ?? 0,
});

/** @throws ServiceError ValidationException */
export function checkSchema(keys: KeySchema, indexes: readonly Index[], types: Types): void {
  const used = new Set(
    [keys, ...indexes.map((index) => index.keys)].flatMap(({ hash, range }) => [
      hash.name,
      ...(range === undefined ? [] : [range.name]),
    ]),
  );
  if ([...types.keys()].some((name) => !used.has(name)))
    throw validation(
      `One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions`,
    );
  const names = indexes.map((index) => index.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw validation(`One or more parameter values were invalid: Duplicate index name: ${twice}`);
  if (indexes.filter((index) => !index.local).length > MOST_GLOBAL)
    throw validation(
      `One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of ${MOST_GLOBAL}`,
    );
  const local = indexes.filter((index) => index.local);
  if (local.length > MOST_LOCAL)
    throw validation(
      `One or more parameter values were invalid: Number of LocalSecondaryIndexes exceeds per-table limit of ${MOST_LOCAL}`,
    );
  for (const index of local) {
    if (keys.range === undefined || index.keys.range === undefined)
      throw validation(
        'One or more parameter values were invalid: Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
      );
    if (index.keys.hash.name !== keys.hash.name)
      throw validation(
        `One or more parameter values were invalid: Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.name}. index hash key: ${index.keys.hash.name}, table hash key: ${keys.hash.name}`,
      );
  }
}
