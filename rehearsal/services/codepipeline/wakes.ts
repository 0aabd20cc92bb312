import type { Bus } from '../../kernel/bus.ts';

/** Tells waiting actions that what they wait for has changed. Only a hint: they look at least every half minute anyway. */
export interface Watch {
  /** Resolves at the next wake, or at once when one came since the last time. */
  next(): Promise<void>;
  end(): void;
}

const watches = new WeakMap<Bus, Map<string, Set<() => void>>>();

const ofBus = (bus: Bus): Map<string, Set<() => void>> => {
  const known = watches.get(bus) ?? new Map<string, Set<() => void>>();
  watches.set(bus, known);
  return known;
};

export function watch(bus: Bus, key: string): Watch {
  const all = ofBus(bus);
  const set = all.get(key) ?? new Set();
  all.set(key, set);
  let woken = false;
  let resolve: (() => void) | undefined;
  const wake = () => {
    woken = true;
    resolve?.();
  };
  set.add(wake);
  return {
    next: async () => {
      if (!woken)
        await new Promise<void>((resolveNext) => {
          resolve = resolveNext;
        });
      woken = false;
      resolve = undefined;
    },
    end: () => {
      set.delete(wake);
      if (set.size === 0) all.delete(key);
    },
  };
}

export function wake(bus: Bus, key: string): void {
  for (const call of ofBus(bus).get(key) ?? []) call();
}
