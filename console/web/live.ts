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
    let source: EventSource | undefined;
    let reopening: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      const opened = new EventSource(`/events?topic=${encodeURIComponent(topic)}`);
      source = opened;
      opened.addEventListener('state', ({ data }) =>
        setLive({ state: JSON.parse(data), trouble: undefined, connected: true }),
      );
      opened.addEventListener('trouble', ({ data }) =>
        setLive(({ state }) => ({ state, trouble: JSON.parse(data), connected: true })),
      );
      opened.onerror = () => {
        setLive(({ state, trouble }) => ({ state, trouble, connected: false }));
        // A browser tries again by itself, unless it was answered with an error.
        if (opened.readyState === EventSource.CLOSED) reopening = setTimeout(open, REOPEN_MS);
      };
    };
    const close = () => {
      clearTimeout(reopening);
      source?.close();
      source = undefined;
    };
    // A browser has six connections to a server, for all its tabs: one that nobody sees needs none.
    const onVisibility = () => {
      if (document.hidden) close();
      else if (source === undefined) open();
    };
    if (!document.hidden) open();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      close();
    };
  }, [topic]);
  return live;
}
