import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** JSON documents under a key. A value that is read is a fresh copy: changing it changes nothing until it is put back. */
export interface Table<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  /** False when there was nothing under that key. */
  delete(key: string): boolean;
  /** In the order of their keys, those whose key starts with `prefix`. */
  entries(prefix?: string): { key: string; value: T }[];
  values(prefix?: string): T[];
}

/**
 * What a rehearsal knows, in one SQLite file. Every write is on its way to disk before the call returns, so that a killed
 * process loses nothing that it acknowledged.
 */
export interface Store {
  /** Documents of one kind, by a name such as `codedeploy.deployments`. */
  table<T>(name: string): Table<T>;
  /** All writes of `work` or none; `work` is synchronous. Nests. */
  transaction<R>(work: () => R): R;
  /** For services whose data wants its own tables (items, log events, metrics): name them `<service>_<what>`. */
  readonly database: DatabaseSync;
  /** Where all of it is kept. */
  readonly root: string;
  /** The files of the database, which has the keys of every principal. */
  readonly databaseFiles: readonly string[];
  /** A folder of this rehearsal for what is too large for a row (objects, code packages); created when it is missing. */
  folder(name: string): string;
  close(): void;
}

/** @param folder where the rehearsal is kept: `rehearsal.sqlite` and the folders of large objects */
export function openStore(folder: string): Store {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'rehearsal.sqlite');
  const database = new DatabaseSync(file);
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS documents (
      name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name, key)
    ) WITHOUT ROWID;
  `);
  const select = database.prepare('SELECT key, value FROM documents WHERE name = ? ORDER BY key');
  const upsert = database.prepare(
    'INSERT INTO documents (name, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare('DELETE FROM documents WHERE name = ? AND key = ?');

  /** Serialized values, loaded when a table is first used: reading is then a map look-up and a parse. */
  const loaded = new Map<string, Map<string, string>>();
  const rowsOf = (name: string): Map<string, string> => {
    let rows = loaded.get(name);
    if (rows === undefined) {
      rows = new Map(select.all(name).map((row) => [String(row.key), String(row.value)]));
      loaded.set(name, rows);
    }
    return rows;
  };

  let depth = 0;
  const transaction = <R>(work: () => R): R => {
    const savepoint = `s${depth}`;
    database.exec(depth === 0 ? 'BEGIN' : `SAVEPOINT ${savepoint}`);
    depth++;
    try {
      const result = work();
      depth--;
      database.exec(depth === 0 ? 'COMMIT' : `RELEASE ${savepoint}`);
      return result;
    } catch (error) {
      depth--;
      database.exec(depth === 0 ? 'ROLLBACK' : `ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
      loaded.clear(); // what was cached may hold rows that were just rolled back
      throw error;
    }
  };

  return {
    database,
    transaction,
    table: <T>(name: string): Table<T> => {
      const sorted = (prefix: string) =>
        [...rowsOf(name)].filter(([key]) => key.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
      const parse = (text: string): T => JSON.parse(text);
      return {
        get: (key) => {
          const text = rowsOf(name).get(key);
          return text === undefined ? undefined : parse(text);
        },
        put: (key, value) => {
          const text = JSON.stringify(value);
          const rows = rowsOf(name);
          if (rows.get(key) === text) return;
          upsert.run(name, key, text);
          rows.set(key, text);
        },
        delete: (key) => {
          if (!rowsOf(name).has(key)) return false;
          remove.run(name, key);
          rowsOf(name).delete(key);
          return true;
        },
        entries: (prefix = '') => sorted(prefix).map(([key, text]) => ({ key, value: parse(text) })),
        values: (prefix = '') => sorted(prefix).map(([, text]) => parse(text)),
      };
    },
    root: folder,
    databaseFiles: ['', '-wal', '-shm'].map((end) => `${file}${end}`),
    folder: (name) => {
      const path = join(folder, name);
      mkdirSync(path, { recursive: true });
      return path;
    },
    close: () => database.close(),
  };
}
