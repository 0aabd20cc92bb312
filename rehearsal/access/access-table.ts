import type { Store } from '../kernel/store.ts';

/** Decisions that are alike, counted. */
export interface AccessEntry {
  /** ARN of the user or role; the name of a service. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: 'allowed' | 'denied';
  /** The end of AWS's message for a denial; which type of policy allowed it otherwise. */
  readonly because: string;
  readonly count: number;
}

export interface AccessTable {
  record(entry: Omit<AccessEntry, 'count'>): void;
  /** In the order of principal, action and resource. */
  entries(): AccessEntry[];
  /** Writes what has changed to the store. */
  save(): void;
}

/** More kinds of decisions than these are counted no longer: something names its resources anew each time. */
const MOST_ENTRIES = 50_000;

/** What has been decided in a rehearsal. Counted in memory, since it happens at every request; saved from time to time. */
export function openAccessTable(store: Store): AccessTable {
  const table = store.table<AccessEntry>('kernel.access');
  const known = new Map(table.entries().map(({ key, value }) => [key, value]));
  const changed = new Set<string>();
  return {
    record: (entry) => {
      const key = `${entry.principal} ${entry.action} ${entry.resource} ${entry.decision} ${entry.because}`;
      const before = known.get(key);
      if (before === undefined && known.size >= MOST_ENTRIES) return;
      known.set(key, { ...entry, count: (before?.count ?? 0) + 1 });
      changed.add(key);
    },
    entries: () => [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry),
    save: () => {
      if (changed.size === 0) return;
      store.transaction(() => {
        for (const key of changed) {
          const entry = known.get(key);
          if (entry !== undefined) table.put(key, entry);
        }
      });
      changed.clear();
    },
  };
}
