import type { Verdict } from './verdict.ts';

/** Time that is kept for the report itself, with the SDK's retries. */
export const REPORT_RESERVE_MS = 10_000;

/**
 * The verdict of `judge`, or a substitute for it: `fail` where it throws, `inconclusive` where it is not done
 * `REPORT_RESERVE_MS` before Lambda ends the invocation. So there always is one to report.
 *
 * @param remainingTimeMs time left before Lambda ends the invocation
 */
export async function verdictInTime(judge: () => Promise<Verdict>, remainingTimeMs: number): Promise<Verdict> {
  const timeoutMs = remainingTimeMs - REPORT_RESERVE_MS;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Verdict>((resolve) => {
    timer = setTimeout(
      () => resolve({ verdict: 'inconclusive', reason: `there was no verdict after ${timeoutMs} ms` }),
      Math.max(0, timeoutMs),
    );
  });
  const judged = judge().catch(
    (error: unknown): Verdict => ({
      verdict: 'fail',
      reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    }),
  );
  const outcome = await Promise.race([judged, tooLate]);
  clearTimeout(timer);
  return outcome;
}
