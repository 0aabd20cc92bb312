/** Where it is written down what was told. */
export interface NoticeRecord {
  /** Opens the entry of a key. @returns false where it is there already */
  readonly open: (key: string) => Promise<boolean>;
  /** An entry that is there: since when, and whether it says that its message was sent. */
  readonly look: (key: string) => Promise<{ readonly openedMs: number; readonly isTold: boolean }>;
  /** Writes into the entry that its message was sent. */
  readonly close: (key: string, line: Readonly<Record<string, unknown>>) => Promise<void>;
}

/** Longer than an invocation takes: who opened an entry so long ago and did not close it does not live any more. */
export const ABANDONED_MS = 45_000;

/**
 * Sends a message once for a key, although events come at least once and a function may end at any point: whoever opens
 * the entry sends. An entry that was opened and never closed was left by an invocation that died, and its retry sends
 * instead; only where that one died between sending and closing there are two messages.
 *
 * @param send sends, and returns what is written down of it
 * @returns whether it sent
 */
export async function once(
  record: NoticeRecord,
  key: string,
  nowMs: () => number,
  send: () => Promise<Readonly<Record<string, unknown>>>,
): Promise<boolean> {
  if (!(await record.open(key))) {
    const { openedMs, isTold } = await record.look(key);
    if (isTold || nowMs() - openedMs < ABANDONED_MS) return false;
  }
  await record.close(key, await send());
  return true;
}
