import type { StatementSync } from 'node:sqlite';
import type { Kernel } from '../../kernel/service.ts';

/** A log group, as it is stored. */
export interface Group {
  readonly id: number;
  readonly name: string;
  readonly createdMs: number;
  readonly retentionDays: number | undefined;
  readonly kmsKeyId: string | undefined;
  readonly storedBytes: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Stream {
  readonly id: number;
  readonly name: string;
  readonly createdMs: number;
  readonly lastIngestionMs: number | undefined;
}

export interface LogEvent {
  readonly id: number;
  readonly stream: string;
  readonly timestampMs: number;
  readonly ingestedMs: number;
  readonly message: string;
}

/** A place in a group or stream: events are in the order of time, then of arrival. */
export interface Position {
  readonly timestampMs: number;
  readonly id: number;
}

export interface Range {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Beyond this event, in the direction of reading. */
  readonly beyond: Position | undefined;
}

/** How long events wait to be written together, real milliseconds: it only saves transactions, every read writes first. */
const WRITTEN_AFTER_MS = 100;
const MOST_WAITING = 5_000;
/** CloudWatch Logs counts this much for each event besides its text. */
const EVENT_OVERHEAD_BYTES = 26;
const DAY_MS = 24 * 3600 * 1000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS logs_groups (
    id INTEGER PRIMARY KEY, scope TEXT NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, retention INTEGER,
    kms TEXT, bytes INTEGER NOT NULL DEFAULT 0, tags TEXT NOT NULL, UNIQUE (scope, name)
  );
  CREATE TABLE IF NOT EXISTS logs_streams (
    id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, name TEXT NOT NULL, created INTEGER NOT NULL, ingested INTEGER,
    UNIQUE (group_id, name)
  );
  CREATE TABLE IF NOT EXISTS logs_events (
    id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, stream_id INTEGER NOT NULL, timestamp INTEGER NOT NULL,
    ingested INTEGER NOT NULL, message TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS logs_events_of_group ON logs_events (group_id, timestamp, id);
  CREATE INDEX IF NOT EXISTS logs_events_of_stream ON logs_events (stream_id, timestamp, id);
`;

type Row = ReturnType<StatementSync['get']>;
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const groupOf = (row: NonNullable<Row>): Group => ({
  id: Number(row.id),
  name: String(row.name),
  createdMs: Number(row.created),
  retentionDays: number(row.retention),
  kmsKeyId: text(row.kms),
  storedBytes: Number(row.bytes),
  tags: JSON.parse(String(row.tags)),
});
const streamOf = (row: NonNullable<Row>): Stream => ({
  id: Number(row.id),
  name: String(row.name),
  createdMs: Number(row.created),
  lastIngestionMs: number(row.ingested),
});
const eventOf = (row: NonNullable<Row>): LogEvent => ({
  id: Number(row.id),
  stream: String(row.stream),
  timestampMs: Number(row.timestamp),
  ingestedMs: Number(row.ingested),
  message: String(row.message),
});

export type LogStore = ReturnType<typeof openLogStore>;

/** The tables of groups, streams and events. `scope` is `<account>/<region>`. */
export function openLogStore(kernel: Kernel) {
  const { store, clock } = kernel;
  const { database } = store;
  database.exec(TABLES);
  const sql = {
    group: database.prepare('SELECT * FROM logs_groups WHERE scope = ? AND name = ?'),
    groups: database.prepare('SELECT * FROM logs_groups WHERE scope = ? ORDER BY name'),
    addGroup: database.prepare('INSERT INTO logs_groups (scope, name, created, kms, tags) VALUES (?, ?, ?, ?, ?)'),
    setGroup: database.prepare('UPDATE logs_groups SET retention = ?, kms = ?, tags = ? WHERE id = ?'),
    addBytes: database.prepare('UPDATE logs_groups SET bytes = bytes + ? WHERE id = ?'),
    deleteGroup: database.prepare('DELETE FROM logs_groups WHERE id = ?'),
    deleteStreams: database.prepare('DELETE FROM logs_streams WHERE group_id = ?'),
    deleteEvents: database.prepare('DELETE FROM logs_events WHERE group_id = ?'),
    stream: database.prepare('SELECT * FROM logs_streams WHERE group_id = ? AND name = ?'),
    streams: database.prepare('SELECT * FROM logs_streams WHERE group_id = ? ORDER BY name'),
    addStream: database.prepare('INSERT INTO logs_streams (group_id, name, created) VALUES (?, ?, ?)'),
    setIngested: database.prepare('UPDATE logs_streams SET ingested = ? WHERE id = ?'),
    deleteStream: database.prepare('DELETE FROM logs_streams WHERE id = ?'),
    deleteStreamEvents: database.prepare('DELETE FROM logs_events WHERE stream_id = ?'),
    addEvent: database.prepare(
      'INSERT INTO logs_events (group_id, stream_id, timestamp, ingested, message) VALUES (?, ?, ?, ?, ?)',
    ),
    expire: database.prepare('DELETE FROM logs_events WHERE group_id = ? AND timestamp < ?'),
    expiring: database.prepare('SELECT id, retention FROM logs_groups WHERE retention IS NOT NULL'),
    span: database.prepare(
      'SELECT MIN(timestamp) AS first, MAX(timestamp) AS last FROM logs_events WHERE stream_id = ? AND timestamp >= ?',
    ),
    forward: database.prepare(
      `SELECT e.*, s.name AS stream FROM logs_events e JOIN logs_streams s ON s.id = e.stream_id
       WHERE e.group_id = ? AND e.timestamp >= ? AND e.timestamp < ? AND (e.timestamp, e.id) > (?, ?)
       ORDER BY e.timestamp, e.id`,
    ),
    streamForward: database.prepare(
      `SELECT e.*, s.name AS stream FROM logs_events e JOIN logs_streams s ON s.id = e.stream_id
       WHERE e.stream_id = ? AND e.timestamp >= ? AND e.timestamp < ? AND (e.timestamp, e.id) > (?, ?)
       ORDER BY e.timestamp, e.id`,
    ),
    streamBackward: database.prepare(
      `SELECT e.*, s.name AS stream FROM logs_events e JOIN logs_streams s ON s.id = e.stream_id
       WHERE e.stream_id = ? AND e.timestamp >= ? AND e.timestamp < ? AND (e.timestamp, e.id) < (?, ?)
       ORDER BY e.timestamp DESC, e.id DESC`,
    ),
  };

  interface Waiting {
    readonly groupId: number;
    readonly streamId: number;
    readonly timestampMs: number;
    readonly ingestedMs: number;
    readonly message: string;
  }
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;
  let expiredMs = 0;
  let removals = 0;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    store.transaction(() => {
      const bytes = new Map<number, number>();
      const ingested = new Map<number, number>();
      for (const event of batch) {
        sql.addEvent.run(event.groupId, event.streamId, event.timestampMs, event.ingestedMs, event.message);
        const size = Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
        bytes.set(event.groupId, (bytes.get(event.groupId) ?? 0) + size);
        ingested.set(event.streamId, event.ingestedMs);
      }
      for (const [groupId, size] of bytes) sql.addBytes.run(size, groupId);
      for (const [streamId, ms] of ingested) sql.setIngested.run(ms, streamId);
      expire();
    });
  };
  /** Reads leave out what is past its retention; deleting it, now and then, only saves room. */
  const expire = () => {
    const now = clock.now();
    if (now - expiredMs < DAY_MS / 24) return;
    expiredMs = now;
    for (const row of sql.expiring.all()) sql.expire.run(Number(row.id), now - Number(row.retention) * DAY_MS);
  };
  const oldestMs = (group: Group) =>
    group.retentionDays === undefined ? 0 : clock.now() - group.retentionDays * DAY_MS;
  const read = (statement: StatementSync, id: number, group: Group, range: Range, start: Position) => {
    flush();
    const fromMs = Math.max(range.fromMs, oldestMs(group));
    const { timestampMs, id: eventId } = range.beyond ?? start;
    return statement.iterate(id, fromMs, range.toMs, timestampMs, eventId);
  };
  const BEFORE_ALL: Position = { timestampMs: -1, id: -1 };
  const AFTER_ALL: Position = { timestampMs: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

  return {
    flush,
    group: (scope: string, name: string): Group | undefined => {
      const row = sql.group.get(scope, name);
      return row === undefined ? undefined : groupOf(row);
    },
    groups: (scope: string): Group[] => {
      flush();
      return sql.groups.all(scope).map(groupOf);
    },
    addGroup: (scope: string, name: string, kmsKeyId: string | undefined, tags: Readonly<Record<string, string>>) => {
      sql.addGroup.run(scope, name, clock.now(), kmsKeyId ?? null, JSON.stringify(tags));
    },
    updateGroup: (group: Group) => {
      sql.setGroup.run(group.retentionDays ?? null, group.kmsKeyId ?? null, JSON.stringify(group.tags), group.id);
    },
    /** Grows when a group or stream is deleted: what was looked up before may be gone. */
    removals: () => removals,
    deleteGroup: ({ id }: Group) => {
      flush();
      removals++;
      store.transaction(() => {
        for (const statement of [sql.deleteEvents, sql.deleteStreams, sql.deleteGroup]) statement.run(id);
      });
    },
    stream: (group: Group, name: string): Stream | undefined => {
      const row = sql.stream.get(group.id, name);
      return row === undefined ? undefined : streamOf(row);
    },
    streams: (group: Group): Stream[] => {
      flush();
      return sql.streams.all(group.id).map(streamOf);
    },
    addStream: (group: Group, name: string) => {
      sql.addStream.run(group.id, name, clock.now());
    },
    deleteStream: ({ id }: Stream) => {
      flush();
      removals++;
      store.transaction(() => {
        sql.deleteStreamEvents.run(id);
        sql.deleteStream.run(id);
      });
    },
    /** Timestamps of the first and the last event that a stream still has. */
    span: (group: Group, stream: Stream): { firstMs?: number; lastMs?: number } => {
      const row = sql.span.get(stream.id, oldestMs(group));
      const firstMs = number(row?.first);
      const lastMs = number(row?.last);
      return firstMs === undefined || lastMs === undefined ? {} : { firstMs, lastMs };
    },
    append: (groupId: number, streamId: number, timestampMs: number, message: string) => {
      waiting.push({ groupId, streamId, timestampMs, ingestedMs: clock.now(), message });
      // Nothing may be left for a timer when the rehearsal is about to close its store.
      if (waiting.length >= MOST_WAITING || kernel.shutdown.aborted) flush();
      else timer ??= setTimeout(flush, WRITTEN_AFTER_MS);
    },
    /** Events of a group, the oldest first. */
    *forward(group: Group, range: Range): Generator<LogEvent> {
      for (const row of read(sql.forward, group.id, group, range, BEFORE_ALL)) yield eventOf(row);
    },
    *streamForward(group: Group, stream: Stream, range: Range): Generator<LogEvent> {
      for (const row of read(sql.streamForward, stream.id, group, range, BEFORE_ALL)) yield eventOf(row);
    },
    /** Events of a stream, the newest first. */
    *streamBackward(group: Group, stream: Stream, range: Range): Generator<LogEvent> {
      for (const row of read(sql.streamBackward, stream.id, group, range, AFTER_ALL)) yield eventOf(row);
    },
  };
}
