import { crc32 } from 'node:zlib';
import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Context, Operations } from '../../../kernel/service.ts';
import { consumed, readUnits, report } from '../capacity.ts';
import { validation } from '../errors.ts';
import { type Condition, holds, parseCondition, pathsOf } from '../expressions/condition.ts';
import type { Path } from '../expressions/paths.ts';
import { parseProjection, project } from '../expressions/projection.ts';
import { Scope } from '../expressions/scope.ts';
import { type Position, type Walk, walk } from '../items.ts';
import { type KeyRange, keyRange } from '../key-condition.ts';
import { encodeKeyValue, keyInIndex, keyNames, keyOfItem, pick } from '../keys.ts';
import { type DynamoTable, dataTable, type Index } from '../tables.ts';
import { type Item, readItem, typeOf, writeItem } from '../values.ts';
import { refuseLegacy } from './single-item.ts';

/** What one answer may look at: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html */
const MOST_PAGE_BYTES = 1024 * 1024;

interface Common {
  readonly TableName: string | undefined;
  readonly IndexName?: string | undefined;
  readonly Select?: sdk.Select | undefined;
  readonly Limit?: number | undefined;
  readonly ConsistentRead?: boolean | undefined;
  readonly ExclusiveStartKey?: Record<string, sdk.AttributeValue> | undefined;
  readonly FilterExpression?: string | undefined;
  readonly ProjectionExpression?: string | undefined;
  readonly ReturnConsumedCapacity?: sdk.ReturnConsumedCapacity | undefined;
}

function indexOf(table: DynamoTable, input: Common): Index | undefined {
  if (input.IndexName === undefined) return undefined;
  const index = table.indexes.find(({ name }) => name === input.IndexName);
  if (index === undefined) throw validation(`The table does not have the specified index: ${input.IndexName}`);
  if (input.ConsistentRead === true && !index.local)
    throw validation('Consistent reads are not supported on global secondary indexes');
  return index;
}

/** Names that together say where a walk stands: the table's key, and the index's. */
const positionNames = (table: DynamoTable, index: Index | undefined): string[] => [
  ...new Set([...keyNames(table.keys), ...(index === undefined ? [] : keyNames(index.keys))]),
];
function startAfter(table: DynamoTable, index: Index | undefined, input: Common): Position | undefined {
  if (input.ExclusiveStartKey === undefined) return undefined;
  const key = readItem(input.ExclusiveStartKey);
  const names = positionNames(table, index);
  if (Object.keys(key).length !== names.length || names.some((name) => key[name] === undefined))
    throw validation('The provided starting key is invalid');
  for (const { name, type } of [table.keys.hash, ...(table.keys.range === undefined ? [] : [table.keys.range])]) {
    const value = key[name];
    if (value === undefined || typeOf(value) !== type)
      throw validation('The provided starting key is invalid: The provided key element does not match the schema');
  }
  const item = keyOfItem(table.keys, pick(key, keyNames(table.keys)));
  return { item, key: index === undefined ? item : (keyInIndex(index, key) ?? item) };
}

/** What an index holds of an item. */
function projected(table: DynamoTable, index: Index | undefined, item: Item): Item {
  if (index === undefined || index.projection === 'ALL') return item;
  return pick(item, [...positionNames(table, index), ...index.include]);
}

interface Reading {
  readonly table: DynamoTable;
  readonly index: Index | undefined;
  readonly how: Walk;
  readonly filter: Condition | undefined;
  readonly paths: Path[] | undefined;
  readonly skip: (item: Item, partition: string) => boolean;
}

function read(context: Context, input: Common, reading: Reading, operation: string, startedMs: number) {
  const { table, index, how, filter, paths, skip } = reading;
  if (input.Limit !== undefined && input.Limit < 1)
    throw validation(
      `1 validation error detected: Value '${input.Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    );
  const items: Item[] = [];
  let scanned = 0;
  let bytes = 0;
  let last: Item | undefined;
  let more = false;
  for (const found of walk(context.store, table, how)) {
    if (skip(found.item, found.partition)) continue;
    if (
      scanned === (input.Limit ?? Number.POSITIVE_INFINITY) ||
      (scanned > 0 && bytes + found.bytes > MOST_PAGE_BYTES)
    ) {
      more = true;
      break;
    }
    scanned++;
    bytes += found.bytes;
    last = found.item;
    // Local indexes fetch what they do not hold from the table; global ones have nothing else.
    const whole = index?.local === true && paths !== undefined ? found.item : projected(table, index, found.item);
    if (filter === undefined || holds(filter, whole)) items.push(paths === undefined ? whole : project(whole, paths));
  }
  // A page that ends with the limit says where, though nothing may follow.
  const ended = more || (input.Limit !== undefined && scanned === input.Limit);
  const units = readUnits(bytes, input.ConsistentRead === true);
  report(context, table, 'Read', units, operation, startedMs);
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: items.map(writeItem) }),
    Count: items.length,
    ScannedCount: scanned,
    ...(ended && last !== undefined ? { LastEvaluatedKey: writeItem(pick(last, positionNames(table, index))) } : {}),
    ...consumed(input.ReturnConsumedCapacity, table, units, index?.name),
  };
}

function checkSelect(input: Common, index: Index | undefined): void {
  if (input.Select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined)
    throw validation('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  if (input.Select === 'SPECIFIC_ATTRIBUTES' && input.ProjectionExpression === undefined)
    throw validation(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    );
  if (input.ProjectionExpression !== undefined && input.Select !== undefined && input.Select !== 'SPECIFIC_ATTRIBUTES')
    throw validation(
      `Cannot specify the ProjectionExpression when choosing to get ${input.Select === 'COUNT' ? 'only the Count' : input.Select}`,
    );
  if (input.Select === 'ALL_ATTRIBUTES' && index !== undefined && !index.local && index.projection !== 'ALL')
    throw validation(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`,
    );
}

function query(input: sdk.QueryCommandInput, context: Context) {
  refuseLegacy(input);
  const startedMs = performance.now();
  const table = dataTable(context, input.TableName);
  const index = indexOf(table, { ...input, TableName: input.TableName });
  checkSelect({ ...input, TableName: input.TableName }, index);
  const keys = index?.keys ?? table.keys;
  const scope = new Scope(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  if (input.KeyConditionExpression === undefined)
    throw validation('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  const range: KeyRange = keyRange(parseCondition(input.KeyConditionExpression, 'KeyConditionExpression', scope), keys);
  const filter =
    input.FilterExpression === undefined
      ? undefined
      : parseCondition(input.FilterExpression, 'FilterExpression', scope);
  const paths =
    input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, scope);
  scope.requireAllUsed();
  const forbidden = filter === undefined ? undefined : pathsOf(filter).find(([name]) => keyNames(keys).includes(name));
  if (forbidden !== undefined)
    throw validation(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${forbidden[0]}`,
    );
  const how: Walk = {
    index,
    hash: range.hash,
    low: range.low,
    high: range.high,
    forward: input.ScanIndexForward !== false,
    after: startAfter(table, index, { ...input, TableName: input.TableName }),
  };
  const sort = keys.range?.name;
  const skip = (item: Item) => {
    if (range.excluded === undefined || sort === undefined) return false;
    const value = item[sort];
    return value !== undefined && encodeKeyValue(value) === range.excluded;
  };
  return read(
    context,
    { ...input, TableName: input.TableName },
    { table, index, how, filter, paths, skip },
    'Query',
    startedMs,
  );
}

function scan(input: sdk.ScanCommandInput, context: Context) {
  refuseLegacy(input);
  const startedMs = performance.now();
  const common = { ...input, TableName: input.TableName };
  const table = dataTable(context, input.TableName);
  const index = indexOf(table, common);
  checkSelect(common, index);
  const scope = new Scope(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const filter =
    input.FilterExpression === undefined
      ? undefined
      : parseCondition(input.FilterExpression, 'FilterExpression', scope);
  const paths =
    input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, scope);
  scope.requireAllUsed();
  const { Segment: segment, TotalSegments: total } = input;
  if (segment !== undefined && total === undefined)
    throw validation(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (total !== undefined && segment === undefined)
    throw validation(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  if (segment !== undefined && total !== undefined && segment >= total)
    throw validation(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  const skip = (_item: Item, partition: string) =>
    segment !== undefined && total !== undefined && crc32(partition) % total !== segment;
  const how: Walk = { index, forward: true, after: startAfter(table, index, common) };
  return read(context, common, { table, index, how, filter, paths, skip }, 'Scan', startedMs);
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.html and Scan.html */
export const queryOperations = {
  Query: query,
  Scan: scan,
} satisfies Operations<typeof sdk>;
