/** Results that are kept; the oldest goes first. A search for remedies asks for some hundred. */
const KEPT = 2_000;

/**
 * A pure function that keeps what it has computed, for the same arguments in the same process: a synthesis asks for the
 * figures of a stage at its check, in the approval's comment and in each report, and each takes a tenth of a second.
 *
 * @param compute pure; its arguments are plain data
 */
export function remembered<Arguments extends readonly unknown[], Result>(
  compute: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const known = new Map<string, Result>();
  return (...given) => {
    const key = JSON.stringify(given);
    const before = known.get(key);
    if (before !== undefined) return before;
    const result = compute(...given);
    if (known.size >= KEPT) for (const oldest of known.keys()) if (known.delete(oldest)) break;
    known.set(key, result);
    return result;
  };
}
