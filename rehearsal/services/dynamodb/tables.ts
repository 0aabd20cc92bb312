import type * as sdk from '@aws-sdk/client-dynamodb';
import type { Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { resourceNotFound, tableNotFound } from './errors.ts';

export type KeyType = 'S' | 'N' | 'B';
/** The key of a table or index: names and types of its partition and sort attribute. */
export interface KeySchema {
  readonly hash: KeyAttribute;
  readonly range?: KeyAttribute;
}
export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}
export interface Index {
  readonly name: string;
  readonly local: boolean;
  readonly keys: KeySchema;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly include: readonly string[];
  readonly throughput?: Throughput;
}
export interface Throughput {
  readonly read: number;
  readonly write: number;
}
export interface TableStream {
  readonly label: string;
  readonly arn: string;
  readonly view: sdk.StreamViewType;
}
export interface DynamoTable {
  readonly id: string;
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  readonly keys: KeySchema;
  readonly indexes: readonly Index[];
  readonly billing: 'PROVISIONED' | 'PAY_PER_REQUEST';
  readonly throughput: Throughput;
  readonly onDemand?: sdk.OnDemandThroughput | undefined;
  readonly warm?: sdk.WarmThroughput | undefined;
  readonly stream?: TableStream | undefined;
  readonly tableClass: sdk.TableClass;
  readonly deletionProtection: boolean;
  /** Absent: AWS's own key, which DescribeTable does not show. */
  readonly encryption?: { readonly keyArn: string } | undefined;
  readonly recovery: { readonly enabled: boolean; readonly days: number; readonly sinceMs?: number };
  readonly timeToLive?: string | undefined;
  readonly tags: readonly sdk.Tag[];
  readonly policy?: { readonly document: string; readonly revision: string } | undefined;
  readonly contributorInsights?: boolean | undefined;
}

export const tables = (scope: Scope): Table<DynamoTable> => scope.table('dynamodb.tables');
export const saveTable = (scope: Scope, table: DynamoTable): void => tables(scope).put(table.name, table);

/** A table's name, or the name in its ARN. */
export const nameOf = (reference: string): string =>
  /^arn:aws:dynamodb:[^:]*:\d*:table\/([^/]+)$/.exec(reference)?.[1] ?? reference;

/**
 * A table for reading and writing items.
 * @throws ServiceError ResourceNotFoundException, in the words of the data plane
 */
export function dataTable(scope: Scope, reference: string | undefined): DynamoTable {
  const table = tables(scope).get(nameOf(reference ?? ''));
  if (table === undefined) throw resourceNotFound();
  return table;
}
/** @throws ServiceError ResourceNotFoundException, in the words of the control plane */
export function controlTable(scope: Scope, reference: string | undefined): DynamoTable {
  const name = nameOf(reference ?? '');
  const table = tables(scope).get(name);
  if (table === undefined) throw tableNotFound(name);
  return table;
}
