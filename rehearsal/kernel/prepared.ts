import type { StatementSync } from 'node:sqlite';
import type { Store } from './store.ts';

const statements = new WeakMap<Store, Map<string, StatementSync>>();

/** A statement of the store's database, prepared once per text: preparing costs more than most statements do. */
export function prepared(store: Store, sql: string): StatementSync {
  let known = statements.get(store);
  if (known === undefined) {
    known = new Map();
    statements.set(store, known);
  }
  let statement = known.get(sql);
  if (statement === undefined) {
    statement = store.database.prepare(sql);
    known.set(sql, statement);
  }
  return statement;
}
