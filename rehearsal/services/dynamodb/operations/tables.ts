import type * as sdk from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { uuid } from '../../../kernel/ids.ts';
import { calledVia } from '../../../kernel/principal.ts';
import type { Context, Operations } from '../../../kernel/service.ts';
import { describeTable } from '../describe.ts';
import { tableInUse, unsupported, validation } from '../errors.ts';
import { dropIndex, dropItems, fillIndex } from '../items.ts';
import { checkSchema, readIndex, readKeys, readThroughput, readTypes } from '../schema.ts';
import { streams } from '../stream-records.ts';
import { controlTable, type DynamoTable, type Index, saveTable, type TableStream, tables } from '../tables.ts';

function openStream(
  context: Context,
  table: Pick<DynamoTable, 'arn' | 'name' | 'keys'>,
  view: sdk.StreamViewType,
): TableStream {
  // The label is the instant of its creation; two within one millisecond must differ.
  let atMs = context.clock.now();
  const labelAt = (ms: number) => new Date(ms).toISOString().slice(0, -1);
  while (streams(context).get(`${table.arn}/stream/${labelAt(atMs)}`) !== undefined) atMs++;
  const label = labelAt(atMs);
  const arn = `${table.arn}/stream/${label}`;
  streams(context).put(arn, { arn, label, table: table.name, keys: table.keys, view, createdMs: context.clock.now() });
  return { label, arn, view };
}
function closeStream(context: Context, stream: TableStream): void {
  const open = streams(context).get(stream.arn);
  if (open !== undefined) streams(context).put(stream.arn, { ...open, closedMs: context.clock.now() });
}

/** The ARN of the key; it must exist and, when it is the customer's, be usable by the caller. */
async function encryption(
  context: Context,
  given: sdk.SSESpecification | undefined,
): Promise<DynamoTable['encryption']> {
  if (given?.Enabled !== true) return undefined;
  const kms = context.clients.as(KMSClient, calledVia(context.principal, 'dynamodb.amazonaws.com'), context.region);
  const { KeyMetadata: key } = await kms.send(
    new DescribeKeyCommand({ KeyId: given.KMSMasterKeyId ?? 'alias/aws/dynamodb' }),
  );
  return { keyArn: key?.Arn ?? '' };
}

async function createTable(input: sdk.CreateTableCommandInput, context: Context) {
  const name = input.TableName ?? '';
  if (!/^[a-zA-Z0-9_.-]{3,255}$/.test(name))
    throw validation(
      `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`,
    );
  if (tables(context).get(name) !== undefined) throw tableInUse(`Table already exists: ${name}`);
  if (input.GlobalTableSettingsReplicationMode !== undefined) throw unsupported('global tables');
  const types = readTypes(input.AttributeDefinitions);
  const keys = readKeys(input.KeySchema, types);
  const indexes: Index[] = [
    ...(input.LocalSecondaryIndexes ?? []).map((index) => readIndex(index, true, types)),
    ...(input.GlobalSecondaryIndexes ?? []).map((index) => readIndex(index, false, types)),
  ];
  checkSchema(keys, indexes, types);
  const billing = input.BillingMode ?? 'PROVISIONED';
  if (billing === 'PROVISIONED' && input.ProvisionedThroughput === undefined)
    throw validation(
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  if (billing === 'PAY_PER_REQUEST' && input.ProvisionedThroughput !== undefined)
    throw validation(
      'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  const identity = { name, arn: context.arn('dynamodb', `table/${name}`), keys };
  const key = await encryption(context, input.SSESpecification);
  const view = input.StreamSpecification?.StreamEnabled === true ? input.StreamSpecification.StreamViewType : undefined;
  if (input.StreamSpecification?.StreamEnabled === true && view === undefined)
    throw validation(
      'One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true',
    );
  const table: DynamoTable = {
    ...identity,
    id: uuid(),
    createdMs: context.clock.now(),
    indexes,
    billing,
    throughput: readThroughput(input.ProvisionedThroughput),
    onDemand: input.OnDemandThroughput,
    warm: input.WarmThroughput,
    stream: view === undefined ? undefined : openStream(context, identity, view),
    tableClass: input.TableClass ?? 'STANDARD',
    deletionProtection: input.DeletionProtectionEnabled ?? false,
    encryption: key,
    recovery: { enabled: false, days: 35 },
    tags: input.Tags ?? [],
    ...(input.ResourcePolicy === undefined ? {} : { policy: { document: input.ResourcePolicy, revision: uuid() } }),
  };
  saveTable(context, table);
  return { TableDescription: describeTable(context, table, 'CREATING') };
}

function changeIndexes(context: Context, table: DynamoTable, input: sdk.UpdateTableCommandInput): readonly Index[] {
  const known = [table.keys, ...table.indexes.map((index) => index.keys)].flatMap(({ hash, range }) =>
    range === undefined ? [hash] : [hash, range],
  );
  const types = new Map([
    ...known.map(({ name, type }) => [name, type] as const),
    ...readTypes(input.AttributeDefinitions),
  ]);
  let indexes = table.indexes;
  for (const change of input.GlobalSecondaryIndexUpdates ?? []) {
    const name = change.Create?.IndexName ?? change.Delete?.IndexName ?? change.Update?.IndexName ?? '';
    const present = indexes.find((index) => index.name === name && !index.local);
    if (change.Create !== undefined) {
      if (present !== undefined) throw validation(`Attempting to create an index which already exists: ${name}`);
      const index = readIndex(change.Create, false, types);
      fillIndex(context.store, table, index);
      indexes = [...indexes, index];
      continue;
    }
    if (present === undefined) throw validation(`Requested resource not found: No index named ${name}`);
    if (change.Delete !== undefined) {
      dropIndex(context.store, table, name);
      indexes = indexes.filter((index) => index !== present);
    } else
      indexes = indexes.map((index) =>
        index === present ? { ...index, throughput: readThroughput(change.Update?.ProvisionedThroughput) } : index,
      );
  }
  return indexes;
}

function changeStream(
  context: Context,
  table: DynamoTable,
  given: sdk.StreamSpecification | undefined,
): TableStream | undefined {
  if (given === undefined) return table.stream;
  if (given.StreamEnabled === true) {
    if (table.stream !== undefined) throw validation(`Table already has an enabled stream: TableName: ${table.name}`);
    if (given.StreamViewType === undefined)
      throw validation(
        'One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true',
      );
    return openStream(context, table, given.StreamViewType);
  }
  if (table.stream === undefined) throw validation(`Table is already disabled for streams: TableName: ${table.name}`);
  closeStream(context, table.stream);
  return undefined;
}

async function updateTable(input: sdk.UpdateTableCommandInput, context: Context) {
  if (input.ReplicaUpdates !== undefined) throw unsupported('global tables');
  const table = controlTable(context, input.TableName);
  const key =
    input.SSESpecification === undefined ? table.encryption : await encryption(context, input.SSESpecification);
  const next: DynamoTable = {
    ...table,
    indexes: changeIndexes(context, table, input),
    stream: changeStream(context, table, input.StreamSpecification),
    billing: input.BillingMode ?? table.billing,
    throughput:
      input.BillingMode === 'PAY_PER_REQUEST'
        ? { read: 0, write: 0 }
        : input.ProvisionedThroughput === undefined
          ? table.throughput
          : readThroughput(input.ProvisionedThroughput),
    onDemand: input.OnDemandThroughput ?? table.onDemand,
    warm: input.WarmThroughput ?? table.warm,
    tableClass: input.TableClass ?? table.tableClass,
    deletionProtection: input.DeletionProtectionEnabled ?? table.deletionProtection,
    encryption: key,
  };
  saveTable(context, next);
  return { TableDescription: describeTable(context, next, 'UPDATING') };
}

function deleteTable(input: sdk.DeleteTableCommandInput, context: Context) {
  const table = controlTable(context, input.TableName);
  if (table.deletionProtection)
    throw validation(
      `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
    );
  const description = describeTable(context, table, 'DELETING');
  if (table.stream !== undefined) closeStream(context, table.stream);
  dropItems(context.store, table);
  tables(context).delete(table.name);
  return { TableDescription: description };
}

/** Tables: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithTables.html. They are usable at once. */
export const tableOperations = {
  CreateTable: createTable,
  UpdateTable: updateTable,
  DeleteTable: deleteTable,
  DescribeTable: (input, context) => ({ Table: describeTable(context, controlTable(context, input.TableName)) }),
  ListTables: (input, context) => {
    const names = tables(context)
      .values()
      .map((table) => table.name)
      .filter((name) => input.ExclusiveStartTableName === undefined || name > input.ExclusiveStartTableName);
    const page = names.slice(0, input.Limit ?? 100);
    const last = page.at(-1);
    return {
      TableNames: page,
      ...(page.length < names.length && last !== undefined ? { LastEvaluatedTableName: last } : {}),
    };
  },
  DescribeLimits: () => ({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }),
} satisfies Operations<typeof sdk>;
