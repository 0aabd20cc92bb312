const SECOND_MS = 1000;

/** The backoff phase of AWS's own endpoints: ten delays from 1 to 20 seconds, each 1.4 times the one before. */
const BACKOFF_MS = Array.from({ length: 10 }, (_, step) => Math.min(20, 1.4 ** step) * SECOND_MS);

/**
 * The delays between attempts. Endpoints of AWS are tried for 23 days, 100,015 times in all; a rehearsal gives up after the
 * first 15. Customers' HTTP endpoints: 3 retries, 20 seconds apart.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
const DELAYS_MS: Readonly<Record<string, readonly number[]>> = {
  lambda: [0, 0, 0, SECOND_MS, SECOND_MS, ...BACKOFF_MS],
  http: [20, 20, 20].map((seconds) => seconds * SECOND_MS),
  https: [20, 20, 20].map((seconds) => seconds * SECOND_MS),
};

/**
 * Virtual milliseconds to the next attempt; undefined when there is none.
 * @param attempts how many were made before the one that just failed
 */
export function retryDelayMs(protocol: string, attempts: number): number | undefined {
  return DELAYS_MS[protocol]?.[attempts];
}
