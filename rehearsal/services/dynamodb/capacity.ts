import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Context } from '../../kernel/service.ts';
import type { DynamoTable } from './tables.ts';

/* https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */

const READ_UNIT_BYTES = 4_096;
const WRITE_UNIT_BYTES = 1_024;

export const readUnits = (bytes: number, consistent: boolean, transaction = false): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (transaction ? 2 : consistent ? 1 : 0.5);
export const writeUnits = (bytes: number, transaction = false): number =>
  Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES)) * (transaction ? 2 : 1);

/** What the answer says of consumed capacity, when it was asked for. */
export function consumed(
  asked: string | undefined,
  table: DynamoTable,
  units: number,
  index?: string,
): { ConsumedCapacity?: sdk.ConsumedCapacity } {
  if (asked === undefined || asked === 'NONE') return {};
  const total = { TableName: table.name, CapacityUnits: units };
  if (asked !== 'INDEXES') return { ConsumedCapacity: total };
  const local = table.indexes.find(({ name }) => name === index)?.local === true;
  return {
    ConsumedCapacity: {
      ...total,
      Table: { CapacityUnits: index === undefined ? units : 0 },
      ...(index === undefined
        ? {}
        : { [local ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes']: { [index]: { CapacityUnits: units } } }),
    },
  };
}

/** Tells CloudWatch: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export function report(
  context: Context,
  table: DynamoTable,
  kind: 'Read' | 'Write',
  units: number,
  operation: string,
  startedMs: number,
): void {
  const timestampMs = context.clock.now();
  const { region, telemetry } = context;
  const metric = (name: string, value: number, unit: string, more: Record<string, string> = {}) =>
    telemetry.metric({
      region,
      namespace: 'AWS/DynamoDB',
      name,
      dimensions: { TableName: table.name, ...more },
      value,
      unit,
      timestampMs,
    });
  metric(`Consumed${kind}CapacityUnits`, units, 'Count');
  metric('SuccessfulRequestLatency', performance.now() - startedMs, 'Milliseconds', { Operation: operation });
}
