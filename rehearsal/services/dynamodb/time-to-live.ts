import type { Kernel } from '../../kernel/service.ts';
import { walk } from './items.ts';
import { tables } from './tables.ts';
import type { Item } from './values.ts';
import { expire } from './write.ts';

/** AWS says "within a few days"; here every ten minutes, so that a rehearsal sees it. */
const SWEEP_EVERY_MS = 10 * 60_000;
const OLDEST_SECONDS = 5 * 365 * 24 * 3600;

const sweeping = new WeakMap<Kernel['store'], Set<string>>();

/** Items whose time is over: a number of seconds since the Unix epoch, in the past but not by more than five years. */
export function isExpired(item: Item, attribute: string, nowMs: number): boolean {
  const value = item[attribute];
  if (value === undefined || !('N' in value)) return false;
  const seconds = Number(value.N);
  const now = Math.floor(nowMs / 1000);
  return seconds < now && seconds > now - OLDEST_SECONDS;
}

/**
 * Sweeps the tables of a region from time to time, as long as one of them has a time to live.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
 */
export function expireLater(kernel: Kernel, region: string): void {
  const regions = sweeping.get(kernel.store) ?? new Set<string>();
  sweeping.set(kernel.store, regions);
  if (regions.has(region)) return;
  regions.add(region);
  const scope = kernel.scope(region);
  kernel.background(`dynamodb time to live in ${region}`, async () => {
    try {
      for (;;) {
        await kernel.clock.sleep(SWEEP_EVERY_MS, kernel.shutdown);
        const withTimeToLive = tables(scope)
          .values()
          .filter((table) => table.timeToLive !== undefined);
        if (withTimeToLive.length === 0) return;
        for (const table of withTimeToLive) {
          const { timeToLive = '' } = table;
          const now = kernel.clock.now();
          const expired = [...walk(kernel.store, table, { forward: true })].filter(({ item }) =>
            isExpired(item, timeToLive, now),
          );
          for (const { item } of expired) expire(scope, table, item);
        }
      }
    } finally {
      regions.delete(region);
    }
  });
}
