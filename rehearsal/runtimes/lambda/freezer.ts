/**
 * How long an environment that asks for the next invocation may still run, real milliseconds. One that is given it at once
 * is not frozen at all: to stop and wake a dozen threads costs more than a short invocation.
 */
const FROZEN_AFTER_MS = 5;

/** Stops a process between invocations, as Lambda freezes an environment. */
export interface Freezer {
  /** It has nothing to do. */
  rest(): void;
  /** It is about to get something to do. */
  wake(): void;
  /** It has ended. */
  end(): void;
}

/** @param signal sends one to the process and all that it started */
export function createFreezer(signal: (name: 'SIGSTOP' | 'SIGCONT') => void): Freezer {
  let resting: NodeJS.Timeout | undefined;
  let frozen = false;
  return {
    rest: () => {
      resting = setTimeout(() => {
        frozen = true;
        signal('SIGSTOP');
      }, FROZEN_AFTER_MS);
    },
    wake: () => {
      clearTimeout(resting);
      if (frozen) signal('SIGCONT');
      frozen = false;
    },
    end: () => clearTimeout(resting),
  };
}
