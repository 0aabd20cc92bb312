import { useEffect, useState } from 'preact/hooks';
import type { Trouble } from '../model/trouble.ts';

/** What is known of a topic, and whether it still is kept up to date. */
export interface Live<T> {
  readonly state: T | undefined;
  readonly trouble: Trouble | undefined;
  readonly connected: boolean;
}

const REOPEN_MS = 2000;

/** Keeps a topic up to date by server-sent events; after an interruption it goes on by itself. */
export function useLive<T>(topic: string | undefined): Live<T> {
  const [live, setLive] = useState<Live<T>>({ state: undefined, trouble: undefined, connected: true });
  useEffect(() => {
    if (topic === undefined) return;
    let source: EventSource;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      source = new EventSource(`/events?topic=${encodeURIComponent(topic)}`);
      source.addEventListener('state', ({ data }) =>
        setLive({ state: JSON.parse(data), trouble: undefined, connected: true }),
      );
      source.addEventListener('trouble', ({ data }) =>
        setLive(({ state }) => ({ state, trouble: JSON.parse(data), connected: true })),
      );
      source.onerror = () => {
        setLive(({ state, trouble }) => ({ state, trouble, connected: false }));
        // A browser tries again by itself, unless it was answered with an error.
        if (source.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_MS);
      };
    };
    open();
    return () => {
      clearTimeout(reopening);
      source.close();
    };
  }, [topic]);
  return live;
}
