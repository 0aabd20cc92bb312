import { setTimeout } from 'node:timers/promises';

/** What a shell expects of a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

export interface Interruption {
  readonly signal: AbortSignal;
  /** @returns false when it was interrupted meanwhile */
  wait(ms: number): Promise<boolean>;
  /** From here on a signal ends the process again. */
  end(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Takes signals until it is ended, so that a command can leave the terminal as it was. */
export function takeSignals(): Interruption {
  const ending = new AbortController();
  const { signal } = ending;
  const interrupt = () => ending.abort();
  // It stays for as long as this goes on: what restores the cursor ends the process when nobody else listens.
  for (const name of SIGNALS) process.on(name, interrupt);
  return {
    signal,
    wait: (ms) =>
      setTimeout(ms, true, { signal }).catch((error: unknown) => {
        if (signal.aborted) return false;
        throw error;
      }),
    end: () => {
      for (const name of SIGNALS) process.off(name, interrupt);
    },
  };
}
