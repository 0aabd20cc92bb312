import { stateKey } from '../model/state-key.ts';
import { type Trouble, troubleOf } from '../model/trouble.ts';

/** What is sent to a page: the newest state of its topic, or why there is none. */
export interface LiveMessage {
  readonly event: 'state' | 'trouble';
  readonly data: string;
}

export interface LiveHubOptions {
  readonly read: (topic: string) => Promise<unknown>;
  /** Time between two looks at AWS while somebody watches, in milliseconds. */
  readonly everyMs: (topic: string) => Promise<number>;
  /** Told of bugs. */
  readonly report: (error: unknown) => void;
}

export interface LiveHub {
  /** Tells `send` the state now and whenever it changes. @returns what ends it */
  subscribe(topic: string, send: (message: LiveMessage) => void): () => void;
  /** Looks at once at everything that is watched: somebody has changed something. */
  refresh(): void;
  stop(): void;
}

interface Watch {
  readonly senders: Set<(message: LiveMessage) => void>;
  last: LiveMessage | undefined;
  sentKey: string;
  sentMs: number;
  ended: boolean;
  /** Whether to look once more at once: somebody has changed something, perhaps after the look that goes on. */
  again: boolean;
  /** Ends the waiting, where it goes on. */
  wake: () => void;
}

interface Look extends LiveMessage {
  /** What makes it another state than the one before: that time has passed does not. */
  readonly key: string;
}

/** A page's clock goes on by itself between two messages; it is set right this often at least. */
const RESEND_MS = 10_000;
const RETRY_MS = 2000;

const BUG: Trouble = {
  message: 'The console failed to read this',
  hint: 'Its terminal shows why. The page tries again by itself.',
  passing: true,
};

/**
 * Looks at each topic while somebody watches it, once for all who do, and tells them what has changed. Nobody watching costs
 * nothing.
 */
export function createLiveHub({ read, everyMs, report }: LiveHubOptions): LiveHub {
  const watches = new Map<string, Watch>();

  async function look(topic: string): Promise<Look> {
    try {
      const state = await read(topic);
      return { event: 'state', data: JSON.stringify(state), key: stateKey(state) };
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined) report(error);
      const data = JSON.stringify(trouble ?? BUG);
      return { event: 'trouble', data, key: data };
    }
  }

  async function run(topic: string, watch: Watch): Promise<void> {
    while (!watch.ended) {
      watch.again = false;
      const { key, ...message } = await look(topic);
      watch.last = message;
      if (key !== watch.sentKey || performance.now() - watch.sentMs > RESEND_MS) {
        watch.sentKey = key;
        watch.sentMs = performance.now();
        for (const send of watch.senders) send(message);
      }
      // A clock that cannot be asked is told by the next look.
      const waitMs = await everyMs(topic).catch(() => RETRY_MS);
      if (watch.ended) return;
      if (watch.again) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        watch.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  return {
    subscribe: (topic, send) => {
      const before = watches.get(topic);
      const watch = before ?? {
        senders: new Set(),
        last: undefined,
        sentKey: '',
        sentMs: 0,
        ended: false,
        again: false,
        wake: () => undefined,
      };
      watch.senders.add(send);
      if (watch.last !== undefined) send(watch.last);
      if (before === undefined) {
        watches.set(topic, watch);
        run(topic, watch).catch(report);
      }
      return () => {
        watch.senders.delete(send);
        if (watch.senders.size > 0) return;
        watch.ended = true;
        watch.wake();
        if (watches.get(topic) === watch) watches.delete(topic);
      };
    },
    refresh: () => {
      for (const watch of watches.values()) {
        watch.again = true;
        watch.wake();
      }
    },
    stop: () => {
      for (const watch of watches.values()) {
        watch.ended = true;
        watch.wake();
      }
      watches.clear();
    },
  };
}
