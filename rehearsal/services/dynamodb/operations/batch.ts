import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Context, Operations } from '../../../kernel/service.ts';
import { consumed, readUnits, report, writeUnits } from '../capacity.ts';
import { unsupported, validation } from '../errors.ts';
import { parseProjection, project } from '../expressions/projection.ts';
import { Scope } from '../expressions/scope.ts';
import { getItem } from '../items.ts';
import { type EncodedKey, keyOfRequest } from '../keys.ts';
import { dataTable } from '../tables.ts';
import { itemBytes, readItem, writeItem } from '../values.ts';
import { commit, keyOfWrite, prepare, type Write } from '../write.ts';

const MOST_WRITES = 25;
const MOST_READS = 100;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

function requireDistinct(keys: readonly EncodedKey[]): void {
  if (new Set(keys.map(({ hash, range }) => JSON.stringify([hash, range]))).size !== keys.length)
    throw validation('Provided list of item keys contains duplicates');
}

function batchWrite(input: sdk.BatchWriteItemCommandInput, context: Context) {
  const startedMs = performance.now();
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, list]) => sum + list.length, 0);
  if (count === 0)
    throw validation(
      "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
  if (count > MOST_WRITES) throw validation('Too many items requested for the BatchWriteItem call');
  const planned = requests.map(([name, list]) => {
    const table = dataTable(context, name);
    const writes = list.map((request): { write: Write; key: EncodedKey } => {
      const write: Write =
        request.PutRequest === undefined
          ? { kind: 'delete', table, key: readItem(request.DeleteRequest?.Key) }
          : { kind: 'put', table, item: readItem(request.PutRequest.Item) };
      return { write, key: keyOfWrite(write) };
    });
    requireDistinct(writes.map(({ key }) => key));
    return { table, writes };
  });
  const capacities = planned.map(({ table, writes }) => {
    // Each write is by itself, as a batch is not a transaction; one commit for all is only cheaper.
    const prepared = writes.map(({ write, key }) => prepare(context, write, key, false));
    commit(context, prepared);
    const units = prepared.reduce((sum, { bytes }) => sum + writeUnits(bytes), 0);
    report(context, table, 'Write', units, 'BatchWriteItem', startedMs);
    return consumed(input.ReturnConsumedCapacity, table, units).ConsumedCapacity;
  });
  const known = capacities.filter((one) => one !== undefined);
  return { UnprocessedItems: {}, ...(known.length === 0 ? {} : { ConsumedCapacity: known }) };
}

function batchGet(input: sdk.BatchGetItemCommandInput, context: Context) {
  const startedMs = performance.now();
  const requests = Object.entries(input.RequestItems ?? {});
  const count = requests.reduce((sum, [, request]) => sum + (request.Keys?.length ?? 0), 0);
  if (count > MOST_READS) throw validation('Too many items requested for the BatchGetItem call');
  const responses: Record<string, Record<string, sdk.AttributeValue>[]> = {};
  const unprocessed: Record<string, sdk.KeysAndAttributes> = {};
  const capacities: sdk.ConsumedCapacity[] = [];
  let answered = 0;
  for (const [name, request] of requests) {
    if (request.AttributesToGet !== undefined)
      throw unsupported('the legacy parameter AttributesToGet; use expressions');
    const table = dataTable(context, name);
    const scope = new Scope(request.ExpressionAttributeNames, undefined);
    const paths =
      request.ProjectionExpression === undefined ? undefined : parseProjection(request.ProjectionExpression, scope);
    scope.requireAllUsed();
    const keys = (request.Keys ?? []).map((key) => ({ key, at: keyOfRequest(table.keys, readItem(key)) }));
    requireDistinct(keys.map(({ at }) => at));
    const found: Record<string, sdk.AttributeValue>[] = [];
    let units = 0;
    for (const [index, { at }] of keys.entries()) {
      const item = getItem(context.store, table, at);
      const bytes = item === undefined ? 0 : itemBytes(item);
      if (answered + bytes > MOST_ANSWER_BYTES) {
        unprocessed[name] = { ...request, Keys: keys.slice(index).map(({ key }) => key) };
        break;
      }
      answered += bytes;
      units += readUnits(bytes, request.ConsistentRead === true);
      if (item !== undefined) found.push(writeItem(paths === undefined ? item : project(item, paths)));
    }
    responses[name] = found;
    report(context, table, 'Read', units, 'BatchGetItem', startedMs);
    const { ConsumedCapacity: capacity } = consumed(input.ReturnConsumedCapacity, table, units);
    if (capacity !== undefined) capacities.push(capacity);
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacities.length === 0 ? {} : { ConsumedCapacity: capacities }),
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html and API_BatchGetItem.html */
export const batchOperations = { BatchWriteItem: batchWrite, BatchGetItem: batchGet } satisfies Operations<typeof sdk>;
