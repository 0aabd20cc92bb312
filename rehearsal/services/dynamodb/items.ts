import { prepared } from '../../kernel/prepared.ts';
import type { Store } from '../../kernel/store.ts';
import { type EncodedKey, keyInIndex } from './keys.ts';
import type { DynamoTable, Index } from './tables.ts';
import { type Item, itemBytes } from './values.ts';

export function createItemTables(store: Store): void {
  store.database.exec(`
    CREATE TABLE IF NOT EXISTS dynamodb_items (
      table_id TEXT NOT NULL, hash TEXT NOT NULL, range TEXT NOT NULL, item TEXT NOT NULL, bytes INTEGER NOT NULL,
      PRIMARY KEY (table_id, hash, range)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS dynamodb_index_entries (
      table_id TEXT NOT NULL, index_name TEXT NOT NULL, hash TEXT NOT NULL, range TEXT NOT NULL,
      item_hash TEXT NOT NULL, item_range TEXT NOT NULL,
      PRIMARY KEY (table_id, index_name, hash, range, item_hash, item_range)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS dynamodb_stream_records (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT, stream TEXT NOT NULL, at_ms INTEGER NOT NULL, record TEXT NOT NULL
    );
    CREATE INDEX IF NOT EXISTS dynamodb_stream_records_of ON dynamodb_stream_records (stream, sequence);
  `);
}

const parse = (text: unknown): Item => JSON.parse(String(text));

export function getItem(store: Store, table: DynamoTable, key: EncodedKey): Item | undefined {
  const row = prepared(store, 'SELECT item FROM dynamodb_items WHERE table_id = ? AND hash = ? AND range = ?').get(
    table.id,
    key.hash,
    key.range,
  );
  return row === undefined ? undefined : parse(row.item);
}

/** Puts (undefined: removes) an item and its entries in the indexes. Inside a transaction of the caller. */
export function replaceItem(
  store: Store,
  table: DynamoTable,
  key: EncodedKey,
  before: Item | undefined,
  after: Item | undefined,
): void {
  if (after === undefined)
    prepared(store, 'DELETE FROM dynamodb_items WHERE table_id = ? AND hash = ? AND range = ?').run(
      table.id,
      key.hash,
      key.range,
    );
  else
    prepared(
      store,
      `INSERT INTO dynamodb_items (table_id, hash, range, item, bytes) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET item = excluded.item, bytes = excluded.bytes`,
    ).run(table.id, key.hash, key.range, JSON.stringify(after), itemBytes(after));
  for (const index of table.indexes) {
    const from = before === undefined ? undefined : keyInIndex(index, before);
    const to = after === undefined ? undefined : keyInIndex(index, after);
    if (from !== undefined && to !== undefined && from.hash === to.hash && from.range === to.range) continue;
    if (from !== undefined)
      prepared(
        store,
        `DELETE FROM dynamodb_index_entries
         WHERE table_id = ? AND index_name = ? AND hash = ? AND range = ? AND item_hash = ? AND item_range = ?`,
      ).run(table.id, index.name, from.hash, from.range, key.hash, key.range);
    if (to !== undefined) addEntry(store, table, index, to, key);
  }
}
function addEntry(store: Store, table: DynamoTable, index: Index, at: EncodedKey, key: EncodedKey): void {
  prepared(store, 'INSERT OR REPLACE INTO dynamodb_index_entries VALUES (?, ?, ?, ?, ?, ?)').run(
    table.id,
    index.name,
    at.hash,
    at.range,
    key.hash,
    key.range,
  );
}

/** Enters all items of a table in a new index. */
export function fillIndex(store: Store, table: DynamoTable, index: Index): void {
  store.transaction(() => {
    for (const row of prepared(store, 'SELECT hash, range, item FROM dynamodb_items WHERE table_id = ?').all(
      table.id,
    )) {
      const at = keyInIndex(index, parse(row.item));
      if (at !== undefined) addEntry(store, table, index, at, { hash: String(row.hash), range: String(row.range) });
    }
  });
}
export function dropIndex(store: Store, table: DynamoTable, name: string): void {
  prepared(store, 'DELETE FROM dynamodb_index_entries WHERE table_id = ? AND index_name = ?').run(table.id, name);
}
export function dropItems(store: Store, table: DynamoTable): void {
  store.transaction(() => {
    prepared(store, 'DELETE FROM dynamodb_items WHERE table_id = ?').run(table.id);
    prepared(store, 'DELETE FROM dynamodb_index_entries WHERE table_id = ?').run(table.id);
  });
}

/** How many items, and how many bytes, a table or one of its indexes has. */
export function measure(store: Store, table: DynamoTable, index?: Index): { count: number; bytes: number } {
  const row =
    index === undefined
      ? prepared(
          store,
          'SELECT count(*) AS n, coalesce(sum(bytes), 0) AS b FROM dynamodb_items WHERE table_id = ?',
        ).get(table.id)
      : prepared(
          store,
          `SELECT count(*) AS n, coalesce(sum(i.bytes), 0) AS b FROM dynamodb_index_entries e
           JOIN dynamodb_items i ON i.table_id = e.table_id AND i.hash = e.item_hash AND i.range = e.item_range
           WHERE e.table_id = ? AND e.index_name = ?`,
        ).get(table.id, index.name);
  return { count: Number(row?.n ?? 0), bytes: Number(row?.b ?? 0) };
}

/** A position in a table (then `item` is the same) or in an index. */
export interface Position {
  readonly key: EncodedKey;
  readonly item: EncodedKey;
}
export interface Walk {
  readonly index?: Index | undefined;
  /** Only this partition; all of them when left out. */
  readonly hash?: string | undefined;
  /** Bounds of the sort key, both included. */
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  readonly forward: boolean;
  /** Starts behind this position. */
  readonly after?: Position | undefined;
}

/** Items in order of their keys; the caller stops when it has enough. */
export function* walk(
  store: Store,
  table: DynamoTable,
  how: Walk,
): Generator<{ item: Item; bytes: number; partition: string }> {
  const { index, hash, low, high, after, forward } = how;
  const columns = index === undefined ? ['hash', 'range'] : ['hash', 'range', 'item_hash', 'item_range'];
  const where: string[] = ['e.table_id = ?'];
  const given: (string | number)[] = [table.id];
  const add = (clause: string, ...values: string[]) => {
    where.push(clause);
    given.push(...values);
  };
  if (index !== undefined) add('e.index_name = ?', index.name);
  if (hash !== undefined) add('e.hash = ?', hash);
  if (low !== undefined) add('e.range >= ?', low);
  if (high !== undefined) add('e.range <= ?', high);
  if (after !== undefined) {
    const position = [
      after.key.hash,
      after.key.range,
      ...(index === undefined ? [] : [after.item.hash, after.item.range]),
    ];
    const names = columns.map((column) => `e.${column}`).join(', ');
    add(`(${names}) ${forward ? '>' : '<'} (${columns.map(() => '?').join(', ')})`, ...position);
  }
  const order = columns.map((column) => `e.${column} ${forward ? 'ASC' : 'DESC'}`).join(', ');
  const from =
    index === undefined
      ? 'dynamodb_items e'
      : `dynamodb_index_entries e JOIN dynamodb_items i
         ON i.table_id = e.table_id AND i.hash = e.item_hash AND i.range = e.item_range`;
  const row = index === undefined ? 'e' : 'i';
  const sql = `SELECT ${row}.item AS item, ${row}.bytes AS bytes, e.hash AS partition FROM ${from}
    WHERE ${where.join(' AND ')} ORDER BY ${order}`;
  for (const found of prepared(store, sql).iterate(...given))
    yield { item: parse(found.item), bytes: Number(found.bytes), partition: String(found.partition) };
}
