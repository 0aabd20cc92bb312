import type { Kernel, Scope } from '../../../kernel/service.ts';
import type { Store } from '../../../kernel/store.ts';
import type { StoredUsagePlan } from '../state.ts';
import { dayAfter, dayOf, periodStart } from './quota-period.ts';

/** Real milliseconds: counts are written together, so that a request does not wait for the disk. A kill loses these at most. */
const WRITTEN_EVERY_MS = 100;

interface Counts {
  readonly scope: string;
  readonly planId: string;
  readonly keyId: string;
  /** Requests by day. */
  readonly days: Map<string, number>;
  readonly changed: Set<string>;
  /** Requests of one quota period, so that each request need not add up its days. */
  period: { readonly start: string; used: number } | undefined;
}

interface Usage {
  countsOf(scope: Scope, planId: string, keyId: string): Counts;
  touch(counts: Counts, day: string): void;
}

const usages = new WeakMap<Store, Usage>();

function usageOf(kernel: Kernel): Usage {
  let usage = usages.get(kernel.store);
  if (usage === undefined) {
    usage = openUsage(kernel);
    usages.set(kernel.store, usage);
  }
  return usage;
}

function openUsage({ store, shutdown }: Kernel): Usage {
  store.database.exec(`CREATE TABLE IF NOT EXISTS apigateway_usage (
    scope TEXT NOT NULL, plan TEXT NOT NULL, key TEXT NOT NULL, day TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (scope, plan, key, day)) WITHOUT ROWID`);
  const select = store.database.prepare(
    'SELECT day, used FROM apigateway_usage WHERE scope = ? AND plan = ? AND key = ?',
  );
  const upsert = store.database.prepare(
    'INSERT INTO apigateway_usage VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET used = excluded.used',
  );
  const known = new Map<string, Counts>();
  const waiting = new Set<Counts>();
  let timer: NodeJS.Timeout | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.size === 0) return;
    store.transaction(() => {
      for (const { scope, planId, keyId, days, changed } of waiting)
        for (const day of changed) upsert.run(scope, planId, keyId, day, days.get(day) ?? 0);
    });
    for (const { changed } of waiting) changed.clear();
    waiting.clear();
  };
  shutdown.addEventListener('abort', write);
  return {
    countsOf: ({ account, region }, planId, keyId) => {
      const scope = `${account}/${region}`;
      const name = `${scope}/${planId}/${keyId}`;
      let counts = known.get(name);
      if (counts === undefined) {
        const rows = select.all(scope, planId, keyId);
        const days = new Map(rows.map((row) => [String(row.day), Number(row.used)]));
        counts = { scope, planId, keyId, days, changed: new Set(), period: undefined };
        known.set(name, counts);
      }
      return counts;
    },
    touch: (counts, day) => {
      counts.changed.add(day);
      waiting.add(counts);
      timer ??= setTimeout(write, WRITTEN_EVERY_MS).unref();
      if (shutdown.aborted) write();
    },
  };
}

function usedBetween({ days }: Counts, first: string, last: string): number {
  let used = 0;
  for (const [day, count] of days) if (day >= first && day <= last) used += count;
  return used;
}

/**
 * Counts one request of a key.
 * @returns false, and counts nothing, when the plan's quota of this period is used up
 */
export function countRequest(scope: Scope, plan: StoredUsagePlan, keyId: string, nowMs: number): boolean {
  const usage = usageOf(scope);
  const counts = usage.countsOf(scope, plan.id, keyId);
  const day = dayOf(nowMs);
  const { quota } = plan;
  if (quota?.limit !== undefined) {
    const start = periodStart(day, quota);
    if (counts.period?.start !== start) counts.period = { start, used: usedBetween(counts, start, day) };
    if (counts.period.used >= quota.limit) return false;
    counts.period.used++;
  }
  counts.days.set(day, (counts.days.get(day) ?? 0) + 1);
  usage.touch(counts, day);
  return true;
}

/**
 * Used and remaining requests of each day.
 * @param first such as `2026-01-05` @param last the last day, itself included
 */
export function usageBetween(
  scope: Scope,
  plan: StoredUsagePlan,
  keyId: string,
  first: string,
  last: string,
): number[][] {
  const counts = usageOf(scope).countsOf(scope, plan.id, keyId);
  const rows: number[][] = [];
  for (let day = first; day <= last; day = dayAfter(day)) {
    const { quota } = plan;
    const left =
      quota?.limit === undefined ? -1 : Math.max(0, quota.limit - usedBetween(counts, periodStart(day, quota), day));
    rows.push([counts.days.get(day) ?? 0, left]);
  }
  return rows;
}
