import type { Verdict } from './verdict.ts';

/** Time that is kept for the report itself, with the SDK's retries. */
export const REPORT_RESERVE_MS = 10_000;

/** Resolves to a verdict when the time is up; `stop` cancels it. */
function watchdog(timeoutMs: number): { readonly verdict: Promise<Verdict>; readonly stop: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const verdict = new Promise<Verdict>((resolve) => {
    timer = setTimeout(
      () => resolve({ verdict: 'inconclusive', reason: `the hook was not done after ${timeoutMs} ms` }),
      Math.max(0, timeoutMs),
    );
  });
  return { verdict, stop: () => clearTimeout(timer) };
}

/**
 * The verdict of `judge`, and one in any case: `fail` for an error that it throws, `inconclusive` when all of the invocation's
 * time but the reserve for the report is over.
 *
 * @param remainingTimeMs time left before Lambda ends the invocation
 */
export async function guardedVerdict(judge: () => Promise<Verdict>, remainingTimeMs: number): Promise<Verdict> {
  const guard = watchdog(remainingTimeMs - REPORT_RESERVE_MS);
  const judged = judge().catch(
    (error: unknown): Verdict => ({
      verdict: 'fail',
      reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  );
  const outcome = await Promise.race([judged, guard.verdict]);
  guard.stop();
  return outcome;
}
