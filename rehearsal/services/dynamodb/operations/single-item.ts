import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Context, Operations } from '../../../kernel/service.ts';
import { consumed, readUnits, report, writeUnits } from '../capacity.ts';
import { unsupported, validation } from '../errors.ts';
import { parseCondition } from '../expressions/condition.ts';
import { parseProjection, project } from '../expressions/projection.ts';
import { Scope } from '../expressions/scope.ts';
import { parseUpdate } from '../expressions/update.ts';
import { getItem } from '../items.ts';
import { keyOfRequest, pick } from '../keys.ts';
import { dataTable } from '../tables.ts';
import { type Item, itemBytes, readItem, writeItem } from '../values.ts';
import { commit, keyOfWrite, prepare, type Write, type Written } from '../write.ts';

/** Parameters of the API of 2011, which expressions replaced. */
export function refuseLegacy(input: object): void {
  const LEGACY = [
    'Expected',
    'ConditionalOperator',
    'AttributeUpdates',
    'AttributesToGet',
    'KeyConditions',
    'QueryFilter',
    'ScanFilter',
  ];
  const used = LEGACY.find((name) => Reflect.get(input, name) !== undefined);
  if (used !== undefined) throw unsupported(`the legacy parameter ${used}; use expressions`);
}

interface WriteInput {
  readonly ReturnConsumedCapacity?: sdk.ReturnConsumedCapacity | undefined;
  readonly ReturnItemCollectionMetrics?: sdk.ReturnItemCollectionMetrics | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: sdk.ReturnValuesOnConditionCheckFailure | undefined;
}

function single(context: Context, write: Write, input: WriteInput, operation: string) {
  const startedMs = performance.now();
  const key = keyOfWrite(write);
  const showOld = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const written = prepare(context, write, key, showOld);
  commit(context, [written]);
  const units = writeUnits(written.bytes);
  report(context, write.table, 'Write', units, operation, startedMs);
  return { written, capacity: consumed(input.ReturnConsumedCapacity, write.table, units) };
}

function returned(
  asked: string | undefined,
  { before, after, changed }: Written,
): { Attributes?: Record<string, sdk.AttributeValue> } {
  const of = (item: Item | undefined) => (item === undefined ? {} : { Attributes: writeItem(item) });
  const some = (item: Item | undefined) => {
    const picked = pick(item ?? {}, changed);
    return Object.keys(picked).length === 0 ? {} : { Attributes: writeItem(picked) };
  };
  switch (asked ?? 'NONE') {
    case 'ALL_OLD':
      return of(before);
    case 'ALL_NEW':
      return of(after);
    case 'UPDATED_OLD':
      return some(before);
    case 'UPDATED_NEW':
      return some(after);
    default:
      return {};
  }
}
function onlyOld(asked: string | undefined): void {
  if (asked !== undefined && asked !== 'NONE' && asked !== 'ALL_OLD')
    throw validation('Return values set to invalid value');
}

function putItem(input: sdk.PutItemCommandInput, context: Context) {
  refuseLegacy(input);
  onlyOld(input.ReturnValues);
  const table = dataTable(context, input.TableName);
  const scope = new Scope(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseCondition(input.ConditionExpression, 'ConditionExpression', scope);
  scope.requireAllUsed();
  const write: Write = { kind: 'put', table, item: readItem(input.Item), condition };
  const { written, capacity } = single(context, write, input, 'PutItem');
  return { ...returned(input.ReturnValues, written), ...capacity };
}

function deleteItem(input: sdk.DeleteItemCommandInput, context: Context) {
  refuseLegacy(input);
  onlyOld(input.ReturnValues);
  const table = dataTable(context, input.TableName);
  const scope = new Scope(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseCondition(input.ConditionExpression, 'ConditionExpression', scope);
  scope.requireAllUsed();
  const write: Write = { kind: 'delete', table, key: readItem(input.Key), condition };
  const { written, capacity } = single(context, write, input, 'DeleteItem');
  return { ...returned(input.ReturnValues, written), ...capacity };
}

function updateItem(input: sdk.UpdateItemCommandInput, context: Context) {
  refuseLegacy(input);
  const table = dataTable(context, input.TableName);
  const scope = new Scope(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const update = input.UpdateExpression === undefined ? [] : parseUpdate(input.UpdateExpression, scope);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseCondition(input.ConditionExpression, 'ConditionExpression', scope);
  scope.requireAllUsed();
  const write: Write = { kind: 'update', table, key: readItem(input.Key), update, condition };
  const { written, capacity } = single(context, write, input, 'UpdateItem');
  return { ...returned(input.ReturnValues, written), ...capacity };
}

function getItemOperation(input: sdk.GetItemCommandInput, context: Context) {
  refuseLegacy(input);
  const startedMs = performance.now();
  const table = dataTable(context, input.TableName);
  const scope = new Scope(input.ExpressionAttributeNames, undefined);
  const paths =
    input.ProjectionExpression === undefined ? undefined : parseProjection(input.ProjectionExpression, scope);
  scope.requireAllUsed();
  const item = getItem(context.store, table, keyOfRequest(table.keys, readItem(input.Key)));
  const units = readUnits(item === undefined ? 0 : itemBytes(item), input.ConsistentRead === true);
  report(context, table, 'Read', units, 'GetItem', startedMs);
  const capacity = consumed(input.ReturnConsumedCapacity, table, units);
  if (item === undefined) return capacity;
  return { Item: writeItem(paths === undefined ? item : project(item, paths)), ...capacity };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html */
export const itemOperations = {
  GetItem: getItemOperation,
  PutItem: putItem,
  UpdateItem: updateItem,
  DeleteItem: deleteItem,
} satisfies Operations<typeof sdk>;
