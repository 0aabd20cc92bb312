import type { Interface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';

/** What a shell expects of a command that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Ctrl-C at a question: nothing was answered, and the command ends as by a signal. */
export class Interrupted extends Error {
  /** @param left what is left as it was, in a sentence */
  constructor(left: string) {
    super(left);
    this.name = 'Interrupted';
  }
}

export interface Interruption {
  readonly signal: AbortSignal;
  /** @returns false when it was interrupted meanwhile */
  wait(ms: number): Promise<boolean>;
  /** From here on a signal ends the process again. */
  end(): void;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Calls `end` at the first signal that asks the process to end. Those after it do nothing: npm, and our own launcher, pass on
 * what the terminal has sent to all of them already, and the second would end the process in the middle of its cleaning up.
 *
 * @returns from when on a signal ends the process again
 */
export function onEndingSignal(end: () => void): () => void {
  let ended = false;
  const take = () => {
    if (ended) return;
    ended = true;
    end();
  };
  for (const name of SIGNALS) process.on(name, take);
  return () => {
    for (const name of SIGNALS) process.off(name, take);
  };
}

/** What is said at once: what was started takes seconds to stop. */
const ENDING = 'Ending: what was started is being stopped.';

/** The same, and whoever asked for the end is told at once that it has begun. */
export function announceEnding(say: (line: string) => void, end: () => void): () => void {
  return onEndingSignal(() => {
    say(`\n${ENDING}`);
    end();
  });
}

/**
 * While a question is asked, the terminal gives Ctrl-C to its reader as a key, and sends no signal: then the process sends it
 * to itself, so that who ends the command learns of it as always.
 */
export function passOnInterrupt(terminal: Interface): void {
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
}

/**
 * Takes signals until it is ended, so that a command can leave the terminal as it was: what restores the cursor ends the
 * process when nobody else listens.
 */
export function takeSignals(): Interruption {
  const ending = new AbortController();
  const { signal } = ending;
  const end = onEndingSignal(() => ending.abort());
  return {
    signal,
    wait: (ms) =>
      setTimeout(ms, true, { signal }).catch((error: unknown) => {
        if (signal.aborted) return false;
        throw error;
      }),
    end,
  };
}
