import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Scope } from '../../kernel/service.ts';
import { measure } from './items.ts';
import type { DynamoTable, Index, KeySchema } from './tables.ts';

const keySchema = ({ hash, range }: KeySchema): sdk.KeySchemaElement[] => [
  { AttributeName: hash.name, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range.name, KeyType: 'RANGE' as const }]),
];
const throughput = ({ read, write }: { readonly read: number; readonly write: number }) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
});

function attributes(table: DynamoTable): sdk.AttributeDefinition[] {
  const all = [table.keys, ...table.indexes.map((index) => index.keys)].flatMap(({ hash, range }) =>
    range === undefined ? [hash] : [hash, range],
  );
  return [...new Map(all.map(({ name, type }) => [name, { AttributeName: name, AttributeType: type }])).values()];
}

function describeIndex(scope: Scope, table: DynamoTable, index: Index) {
  const { count, bytes } = measure(scope.store, table, index);
  return {
    IndexName: index.name,
    KeySchema: keySchema(index.keys),
    Projection: {
      ProjectionType: index.projection,
      ...(index.projection === 'INCLUDE' ? { NonKeyAttributes: [...index.include] } : {}),
    },
    IndexSizeBytes: bytes,
    ItemCount: count,
    IndexArn: `${table.arn}/index/${index.name}`,
  };
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html; counts are exact, not six hours old. */
export function describeTable(
  scope: Scope,
  table: DynamoTable,
  status: sdk.TableStatus = 'ACTIVE',
): sdk.TableDescription {
  const { count, bytes } = measure(scope.store, table);
  const local = table.indexes.filter((index) => index.local);
  const global = table.indexes.filter((index) => !index.local);
  return {
    AttributeDefinitions: attributes(table),
    TableName: table.name,
    KeySchema: keySchema(table.keys),
    TableStatus: status,
    CreationDateTime: new Date(table.createdMs),
    ProvisionedThroughput: throughput(table.throughput),
    TableSizeBytes: bytes,
    ItemCount: count,
    TableArn: table.arn,
    TableId: table.id,
    ...(table.billing === 'PAY_PER_REQUEST'
      ? {
          BillingModeSummary: {
            BillingMode: 'PAY_PER_REQUEST' as const,
            LastUpdateToPayPerRequestDateTime: new Date(table.createdMs),
          },
        }
      : {}),
    ...(local.length === 0 ? {} : { LocalSecondaryIndexes: local.map((index) => describeIndex(scope, table, index)) }),
    ...(global.length === 0
      ? {}
      : {
          GlobalSecondaryIndexes: global.map((index) => ({
            ...describeIndex(scope, table, index),
            IndexStatus: 'ACTIVE' as const,
            ProvisionedThroughput: throughput(index.throughput ?? { read: 0, write: 0 }),
          })),
        }),
    ...(table.stream === undefined
      ? {}
      : {
          StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
          LatestStreamLabel: table.stream.label,
          LatestStreamArn: table.stream.arn,
        }),
    ...(table.encryption === undefined
      ? {}
      : {
          SSEDescription: {
            Status: 'ENABLED' as const,
            SSEType: 'KMS' as const,
            KMSMasterKeyArn: table.encryption.keyArn,
          },
        }),
    ...(table.onDemand === undefined ? {} : { OnDemandThroughput: table.onDemand }),
    ...(table.warm === undefined ? {} : { WarmThroughput: { ...table.warm, Status: 'ACTIVE' as const } }),
    TableClassSummary: { TableClass: table.tableClass },
    DeletionProtectionEnabled: table.deletionProtection,
  };
}
