import type { Kernel } from '../../../kernel/service.ts';
import type { Store } from '../../../kernel/store.ts';
import { addValue, type Distribution, emptyDistribution, type StatisticSet } from './distribution.ts';

/** Which series: dimensions match as a whole, never in part. */
export interface MetricId {
  readonly account: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface KnownMetric extends MetricId {
  /** Virtual milliseconds of the newest sample. */
  readonly lastMs: number;
}

/** The samples of one period. */
export interface Bin {
  readonly startMs: number;
  readonly distribution: Distribution;
  /** Units that were seen, in the order of their names. */
  readonly units: readonly string[];
}

export interface MetricStore {
  /** @param resolutionMs 1,000 for a high-resolution metric, 60,000 for others */
  addValue(
    metric: MetricId,
    unit: string,
    timestampMs: number,
    value: number,
    count: number,
    resolutionMs: number,
  ): void;
  addSet(metric: MetricId, unit: string, timestampMs: number, set: StatisticSet, resolutionMs: number): void;
  /** Writes down what was added; afterwards a kill loses none of it. */
  flush(): void;
  /** Periods that hold samples, in ascending order: `[fromMs, toMs)` cut into `periodMs` from `fromMs` on. */
  read(metric: MetricId, unit: string | undefined, fromMs: number, toMs: number, periodMs: number): Bin[];
  list(account: string, region: string): KnownMetric[];
  /** Writes at once from now on: nothing may be left to a timer when the process ends. */
  close(): void;
}

/** Services report metrics several times a request, so they are written together; no caller waits for one of these. */
const WRITTEN_EVERY_MS = 100;

const stores = new WeakMap<Store, MetricStore>();

/** The metrics of this rehearsal; prepared by the service's `start`. */
export function metricStore({ store }: Pick<Kernel, 'store'>): MetricStore {
  const known = stores.get(store);
  if (known !== undefined) return known;
  const opened = openMetricStore(store);
  stores.set(store, opened);
  return opened;
}

function seriesKey({ account, region, namespace, name, dimensions }: MetricId): string {
  return JSON.stringify([account, region, namespace, name, sorted(dimensions)]);
}
const sorted = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

interface Pending {
  readonly series: number;
  readonly bucketMs: number;
  readonly unit: string;
  readonly value: number;
  count: number;
}

function openMetricStore(store: Store): MetricStore {
  const { database } = store;
  database.exec(`
    CREATE TABLE IF NOT EXISTS cloudwatch_series (
      id INTEGER PRIMARY KEY, account TEXT NOT NULL, region TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL,
      dimensions TEXT NOT NULL, last_ms INTEGER NOT NULL DEFAULT 0,
      UNIQUE (account, region, namespace, name, dimensions));
    CREATE TABLE IF NOT EXISTS cloudwatch_values (
      series INTEGER NOT NULL, bucket_ms INTEGER NOT NULL, unit TEXT NOT NULL, value REAL NOT NULL, count REAL NOT NULL,
      PRIMARY KEY (series, bucket_ms, unit, value)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS cloudwatch_sets (
      series INTEGER NOT NULL, bucket_ms INTEGER NOT NULL, unit TEXT NOT NULL,
      sample_count REAL NOT NULL, sum REAL NOT NULL, minimum REAL NOT NULL, maximum REAL NOT NULL);
    CREATE INDEX IF NOT EXISTS cloudwatch_sets_by_series ON cloudwatch_sets (series, bucket_ms);
  `);
  const insertSeries = database.prepare(
    'INSERT INTO cloudwatch_series (account, region, namespace, name, dimensions) VALUES (?, ?, ?, ?, ?)',
  );
  const touchSeries = database.prepare('UPDATE cloudwatch_series SET last_ms = max(last_ms, ?) WHERE id = ?');
  const addToValue = database.prepare(
    `INSERT INTO cloudwatch_values (series, bucket_ms, unit, value, count) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  const insertSet = database.prepare('INSERT INTO cloudwatch_sets VALUES (?, ?, ?, ?, ?, ?, ?)');
  const selectSeries = database.prepare('SELECT * FROM cloudwatch_series');
  const selectValues = database.prepare(
    'SELECT bucket_ms, unit, value, count FROM cloudwatch_values WHERE series = ? AND bucket_ms >= ? AND bucket_ms < ? ORDER BY bucket_ms',
  );
  const selectSets = database.prepare(
    'SELECT * FROM cloudwatch_sets WHERE series = ? AND bucket_ms >= ? AND bucket_ms < ? ORDER BY bucket_ms',
  );

  interface Series {
    readonly id: number;
    readonly metric: MetricId;
    lastMs: number;
  }
  const series = new Map<string, Series>();
  for (const row of selectSeries.all()) {
    const dimensions: Record<string, string> = Object.fromEntries(JSON.parse(String(row.dimensions)));
    const metric: MetricId = {
      account: String(row.account),
      region: String(row.region),
      namespace: String(row.namespace),
      name: String(row.name),
      dimensions,
    };
    series.set(seriesKey(metric), { id: Number(row.id), metric, lastMs: Number(row.last_ms) });
  }
  const seriesOf = (metric: MetricId): Series => {
    const key = seriesKey(metric);
    const known = series.get(key);
    if (known !== undefined) return known;
    const { account, region, namespace, name, dimensions } = metric;
    const { lastInsertRowid } = insertSeries.run(account, region, namespace, name, JSON.stringify(sorted(dimensions)));
    const added = { id: Number(lastInsertRowid), metric, lastMs: 0 };
    series.set(key, added);
    return added;
  };

  let pending = new Map<string, Pending>();
  let touched = new Set<Series>();
  let timer: NodeJS.Timeout | undefined;
  let closing = false;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0 && touched.size === 0) return;
    store.transaction(() => {
      for (const { series: id, bucketMs, unit, value, count } of pending.values())
        addToValue.run(id, bucketMs, unit, value, count);
      for (const { id, lastMs } of touched) touchSeries.run(lastMs, id);
    });
    pending = new Map();
    touched = new Set();
  };
  const touch = (one: Series, timestampMs: number) => {
    one.lastMs = Math.max(one.lastMs, timestampMs);
    touched.add(one);
    if (!closing) timer ??= setTimeout(flush, WRITTEN_EVERY_MS);
    else if (database.isOpen) flush();
  };
  const bucketOf = (timestampMs: number, resolutionMs: number) => Math.floor(timestampMs / resolutionMs) * resolutionMs;

  return {
    addValue: (metric, unit, timestampMs, value, count, resolutionMs) => {
      const one = seriesOf(metric);
      const bucketMs = bucketOf(timestampMs, resolutionMs);
      const key = `${one.id} ${bucketMs} ${value} ${unit}`;
      const known = pending.get(key);
      if (known === undefined) pending.set(key, { series: one.id, bucketMs, unit, value, count });
      else known.count += count;
      touch(one, timestampMs);
    },
    addSet: (metric, unit, timestampMs, { sampleCount, sum, minimum, maximum }, resolutionMs) => {
      const one = seriesOf(metric);
      insertSet.run(one.id, bucketOf(timestampMs, resolutionMs), unit, sampleCount, sum, minimum, maximum);
      touch(one, timestampMs);
    },
    flush,
    read: (metric, unit, fromMs, toMs, periodMs) => {
      flush();
      const one = series.get(seriesKey(metric));
      if (one === undefined) return [];
      const bins = new Map<number, { startMs: number; distribution: Distribution; seen: Set<string> }>();
      const binOf = (bucketMs: number, seenUnit: string) => {
        const startMs = fromMs + Math.floor((bucketMs - fromMs) / periodMs) * periodMs;
        const bin = bins.get(startMs) ?? { startMs, distribution: emptyDistribution(), seen: new Set<string>() };
        bins.set(startMs, bin);
        bin.seen.add(seenUnit);
        return bin.distribution;
      };
      const wanted = (seen: string) => unit === undefined || seen === unit;
      for (const row of selectValues.all(one.id, fromMs, toMs))
        if (wanted(String(row.unit)))
          addValue(binOf(Number(row.bucket_ms), String(row.unit)), Number(row.value), Number(row.count));
      for (const row of selectSets.all(one.id, fromMs, toMs))
        if (wanted(String(row.unit)))
          binOf(Number(row.bucket_ms), String(row.unit)).sets.push({
            sampleCount: Number(row.sample_count),
            sum: Number(row.sum),
            minimum: Number(row.minimum),
            maximum: Number(row.maximum),
          });
      return [...bins.values()]
        .sort((a, b) => a.startMs - b.startMs)
        .map(({ startMs, distribution, seen }) => ({ startMs, distribution, units: [...seen].sort() }));
    },
    list: (account, region) =>
      [...series.values()]
        .filter(({ metric }) => metric.account === account && metric.region === region)
        .map(({ metric, lastMs }) => ({ ...metric, lastMs })),
    close: () => {
      closing = true;
      flush();
    },
  };
}
