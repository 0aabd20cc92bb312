import type { Clock } from './clock.ts';
import { uuid } from './ids.ts';
import type { Store } from './store.ts';

/** An event as EventBridge delivers it: https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html */
export interface AwsEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a service says; id, version and time are the bus's. */
export type AwsEventInput = Omit<AwsEvent, 'version' | 'id' | 'time'> & { readonly time?: string };

/**
 * Carries events between services. An event is stored before `publish` returns and forgotten when every subscriber has
 * dealt with it: after a kill it is delivered again (at least once).
 */
export interface Bus {
  publish(event: AwsEventInput): AwsEvent;
  /** `name` is stable over restarts. A handler that throws is a bug: it is reported, and the event is not repeated. */
  subscribe(name: string, handler: (event: AwsEvent) => void | Promise<void>): void;
  /** Delivers what an earlier process left undelivered; called once, when every service has subscribed. */
  resume(): void;
  /** Resolves when nothing is being delivered or waits to be. */
  idle(): Promise<void>;
}

interface Pending {
  readonly event: AwsEvent;
  readonly waiting: string[];
}

/** @param report told of a handler's failure */
export function createBus(store: Store, clock: Clock, report: (error: unknown, where: string) => void): Bus {
  const outbox = store.table<Pending>('kernel.outbox');
  const handlers = new Map<string, (event: AwsEvent) => void | Promise<void>>();
  const underWay = new Set<Promise<void>>();
  /** Events that this process has begun to deliver. */
  const begun = new Set<string>();

  const track = (work: Promise<void>) => {
    underWay.add(work);
    work.finally(() => underWay.delete(work));
  };
  const done = (id: string, name: string) => {
    const pending = outbox.get(id);
    if (pending === undefined) return;
    const waiting = pending.waiting.filter((other) => other !== name);
    if (waiting.length > 0) outbox.put(id, { ...pending, waiting });
    else {
      outbox.delete(id);
      begun.delete(id);
    }
  };
  const deliver = ({ event, waiting }: Pending) => {
    if (begun.has(event.id)) return;
    begun.add(event.id);
    for (const name of waiting) {
      const release = clock.hold();
      const delivery = (async () => {
        try {
          await handlers.get(name)?.(event);
        } catch (error) {
          report(error, `${name}, handling ${event.source} ${event['detail-type']}`);
        } finally {
          done(event.id, name);
          release();
        }
      })();
      track(delivery);
    }
  };
  /** What was published in a transaction that was rolled back is not in the outbox any more. */
  const deliverStored = (id: string) => {
    const pending = outbox.get(id);
    if (pending !== undefined) deliver(pending);
  };

  return {
    publish: (input) => {
      const event: AwsEvent = { version: '0', id: uuid(), time: new Date(clock.now()).toISOString(), ...input };
      const pending = { event, waiting: [...handlers.keys()] };
      if (pending.waiting.length === 0) return event;
      outbox.put(event.id, pending);
      track(
        new Promise((resolve) => {
          setImmediate(() => {
            deliverStored(event.id);
            resolve();
          });
        }),
      );
      return event;
    },
    subscribe: (name, handler) => {
      handlers.set(name, handler);
    },
    resume: () => {
      for (const pending of outbox.values()) deliver(pending);
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
