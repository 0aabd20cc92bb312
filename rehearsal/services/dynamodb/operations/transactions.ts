import { createHash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-dynamodb';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { consumed, readUnits, report, writeUnits } from '../capacity.ts';
import { validation } from '../errors.ts';
import { parseCondition } from '../expressions/condition.ts';
import { parseProjection, project } from '../expressions/projection.ts';
import { Scope } from '../expressions/scope.ts';
import { parseUpdate } from '../expressions/update.ts';
import { getItem } from '../items.ts';
import { keyOfRequest } from '../keys.ts';
import { type DynamoTable, dataTable } from '../tables.ts';
import { itemBytes, readItem, writeItem } from '../values.ts';
import { commit, keyOfWrite, type Prepared, prepare, type Write } from '../write.ts';

/* https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html */

const MOST_ACTIONS = 100;
const TOKEN_VALID_MS = 10 * 60_000;

interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}
function cancelled(reasons: readonly Reason[]): ServiceError {
  const codes = reasons.map((reason) => reason.Code).join(', ');
  return new ServiceError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    // As AWS: with a capital M, which SDK clients of some languages ask for.
    {
      Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      CancellationReasons: reasons,
    },
  );
}

interface Planned {
  readonly write: Write;
  readonly showOld: boolean;
}
function plan(context: Context, action: sdk.TransactWriteItem): Planned {
  const given = [action.Put, action.Update, action.Delete, action.ConditionCheck].filter((one) => one !== undefined);
  const [first] = given;
  if (first === undefined || given.length > 1)
    throw validation('TransactItems can only contain one of Check, Put, Update or Delete');
  const table = dataTable(context, first.TableName);
  const scope = new Scope(first.ExpressionAttributeNames, first.ExpressionAttributeValues);
  const update = action.Update === undefined ? [] : parseUpdate(action.Update.UpdateExpression ?? '', scope);
  const condition =
    first.ConditionExpression === undefined
      ? undefined
      : parseCondition(first.ConditionExpression, 'ConditionExpression', scope);
  scope.requireAllUsed();
  const showOld = first.ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  if (action.Put !== undefined)
    return { write: { kind: 'put', table, item: readItem(action.Put.Item), condition }, showOld };
  if (action.Update !== undefined)
    return { write: { kind: 'update', table, key: readItem(action.Update.Key), update, condition }, showOld };
  const key = readItem(action.Delete?.Key ?? action.ConditionCheck?.Key);
  return { write: { kind: action.Delete === undefined ? 'check' : 'delete', table, key, condition }, showOld };
}

interface Remembered {
  readonly digest: string;
  readonly atMs: number;
}
const remembered = (context: Context) => context.table<Remembered>('dynamodb.transactions');
const digestOf = (input: sdk.TransactWriteItemsCommandInput) =>
  createHash('sha256').update(JSON.stringify(input.TransactItems)).digest('hex');

/** Whether this very request was carried out in the last ten minutes. */
function alreadyDone(context: Context, input: sdk.TransactWriteItemsCommandInput): boolean {
  const token = input.ClientRequestToken;
  if (token === undefined) return false;
  const earlier = remembered(context).get(token);
  if (earlier === undefined || earlier.atMs + TOKEN_VALID_MS <= context.clock.now()) return false;
  if (earlier.digest !== digestOf(input))
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'The request used the same client token as an earlier request with other parameters',
    );
  return true;
}
function remember(context: Context, input: sdk.TransactWriteItemsCommandInput): void {
  const token = input.ClientRequestToken;
  if (token === undefined) return;
  const now = context.clock.now();
  for (const { key, value } of remembered(context).entries())
    if (value.atMs + TOKEN_VALID_MS <= now) remembered(context).delete(key);
  remembered(context).put(token, { digest: digestOf(input), atMs: now });
}

function total(
  context: Context,
  asked: string | undefined,
  kind: 'Read' | 'Write',
  units: Map<DynamoTable, number>,
  operation: string,
  startedMs: number,
) {
  const capacities = [...units].flatMap(([table, count]) => {
    report(context, table, kind, count, operation, startedMs);
    return consumed(asked, table, count).ConsumedCapacity ?? [];
  });
  return capacities.length === 0 ? {} : { ConsumedCapacity: capacities };
}

function transactWrite(input: sdk.TransactWriteItemsCommandInput, context: Context) {
  const startedMs = performance.now();
  const actions = input.TransactItems ?? [];
  if (actions.length > MOST_ACTIONS)
    throw validation(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ACTIONS}`,
    );
  const planned = actions.map((action) => {
    const one = plan(context, action);
    return { ...one, key: keyOfWrite(one.write) };
  });
  const places = planned.map(({ write, key }) => JSON.stringify([write.table.id, key.hash, key.range]));
  if (new Set(places).size !== places.length)
    throw validation('Transaction request cannot include multiple operations on one item');
  const units = new Map<DynamoTable, number>();
  const tables = new Map(planned.map(({ write }) => [write.table.id, write.table]));
  if (alreadyDone(context, input)) return {};
  const prepared: Prepared[] = [];
  const reasons = planned.map(({ write, key, showOld }): Reason => {
    try {
      const one = prepare(context, write, key, showOld);
      prepared.push(one);
      const table = tables.get(write.table.id) ?? write.table;
      units.set(table, (units.get(table) ?? 0) + writeUnits(one.bytes, true));
      return { Code: 'None' };
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const conditional = error.code === 'ConditionalCheckFailedException';
      return {
        Code: conditional ? 'ConditionalCheckFailed' : 'ValidationError',
        Message: error.message,
        ...error.members,
      };
    }
  });
  if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
  commit(context, prepared);
  remember(context, input);
  return total(context, input.ReturnConsumedCapacity, 'Write', units, 'TransactWriteItems', startedMs);
}

function transactGet(input: sdk.TransactGetItemsCommandInput, context: Context) {
  const startedMs = performance.now();
  const gets = input.TransactItems ?? [];
  if (gets.length > MOST_ACTIONS)
    throw validation(
      `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ACTIONS}`,
    );
  const units = new Map<DynamoTable, number>();
  const tables = new Map<string, DynamoTable>();
  const Responses = gets.map(({ Get: get }) => {
    const found = dataTable(context, get?.TableName);
    const table = tables.get(found.id) ?? found;
    tables.set(found.id, table);
    const scope = new Scope(get?.ExpressionAttributeNames, undefined);
    const paths =
      get?.ProjectionExpression === undefined ? undefined : parseProjection(get.ProjectionExpression, scope);
    scope.requireAllUsed();
    const item = getItem(context.store, table, keyOfRequest(table.keys, readItem(get?.Key)));
    units.set(table, (units.get(table) ?? 0) + readUnits(item === undefined ? 0 : itemBytes(item), true, true));
    return item === undefined ? {} : { Item: writeItem(paths === undefined ? item : project(item, paths)) };
  });
  return { Responses, ...total(context, input.ReturnConsumedCapacity, 'Read', units, 'TransactGetItems', startedMs) };
}

export const transactionOperations = {
  TransactWriteItems: transactWrite,
  TransactGetItems: transactGet,
} satisfies Operations<typeof sdk>;
