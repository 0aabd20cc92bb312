import { untilTrue } from '../session/follow.ts';
import type { Session } from '../session/session.ts';

/** Longest that what an event brings about may take, in virtual time: with a function's two retries. */
const LONGEST_MS = 5 * 60_000;

/**
 * Reads what a function writes that an event invokes, and for which no release waits, until it is complete.
 * @returns what was read last, which is not complete where it never came
 */
export async function caughtUp<T>(
  { control, options }: Session,
  read: () => Promise<T>,
  isComplete: (seen: T) => boolean,
): Promise<T> {
  const { nowMs } = await control.clock();
  let seen = await read();
  await untilTrue(async () => {
    if (isComplete(seen) || (await control.clock()).nowMs > nowMs + LONGEST_MS) return true;
    seen = await read();
    return isComplete(seen);
  }, options.signal);
  return seen;
}
