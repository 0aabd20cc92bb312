import { prepared } from '../../kernel/prepared.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Table } from '../../kernel/store.ts';
import { equalValues } from './compare.ts';
import { keyNames, pick } from './keys.ts';
import type { DynamoTable, KeySchema, TableStream } from './tables.ts';
import { type Item, itemBytes } from './values.ts';

/** A stream stays readable for a day after it was switched off. */
export interface StoredStream {
  readonly arn: string;
  readonly label: string;
  readonly table: string;
  readonly keys: KeySchema;
  readonly view: TableStream['view'];
  readonly createdMs: number;
  readonly closedMs?: number;
}
export interface StoredRecord {
  readonly eventId: string;
  readonly name: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly atMs: number;
  readonly keys: Item;
  readonly newImage?: Item | undefined;
  readonly oldImage?: Item | undefined;
  readonly bytes: number;
  readonly view: TableStream['view'];
  /** Removed by time to live, not by a caller. */
  readonly expired?: boolean | undefined;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const STREAM_RETENTION_MS = 24 * 3_600_000;
export const streams = (scope: Scope): Table<StoredStream> => scope.table('dynamodb.streams');

const same = (a: Item, b: Item) => equalValues({ M: a }, { M: b });

/** Appends what a write did to the table's stream; a write that changes nothing leaves no record. */
export function appendRecord(
  scope: Scope,
  table: DynamoTable,
  before: Item | undefined,
  after: Item | undefined,
  newId: () => string,
  expired = false,
): void {
  const { stream } = table;
  const present = after ?? before;
  if (stream === undefined || present === undefined) return;
  if (before !== undefined && after !== undefined && same(before, after)) return;
  const keys = pick(present, keyNames(table.keys));
  const newImage = stream.view === 'NEW_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const oldImage = stream.view === 'OLD_IMAGE' || stream.view === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  const record: StoredRecord = {
    eventId: newId(),
    name: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    atMs: scope.clock.now(),
    keys,
    newImage,
    oldImage,
    bytes: itemBytes(keys) + itemBytes(newImage ?? {}) + itemBytes(oldImage ?? {}),
    view: stream.view,
    ...(expired ? { expired } : {}),
  };
  prepared(scope.store, 'INSERT INTO dynamodb_stream_records (stream, at_ms, record) VALUES (?, ?, ?)').run(
    stream.arn,
    record.atMs,
    JSON.stringify(record),
  );
}

/** Records after a sequence, oldest first; those older than a day are gone. */
export function readRecords(
  scope: Scope,
  arn: string,
  after: number,
  limit: number,
): { sequence: number; record: StoredRecord }[] {
  return prepared(
    scope.store,
    'SELECT sequence, record FROM dynamodb_stream_records WHERE stream = ? AND sequence > ? AND at_ms >= ? ORDER BY sequence LIMIT ?',
  )
    .all(arn, after, scope.clock.now() - STREAM_RETENTION_MS, limit)
    .map((row) => ({ sequence: Number(row.sequence), record: JSON.parse(String(row.record)) }));
}
/** The last sequence of a stream; 0 before its first record. */
export function lastSequence(scope: Scope, arn: string): number {
  const row = prepared(scope.store, 'SELECT max(sequence) AS last FROM dynamodb_stream_records WHERE stream = ?').get(
    arn,
  );
  return Number(row?.last ?? 0);
}
export function trimRecords(scope: Scope, arn: string): void {
  prepared(scope.store, 'DELETE FROM dynamodb_stream_records WHERE stream = ? AND at_ms < ?').run(
    arn,
    scope.clock.now() - STREAM_RETENTION_MS,
  );
}
