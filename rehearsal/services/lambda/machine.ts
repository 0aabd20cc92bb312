/* How an asynchronous invocation goes on: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */

export interface AsyncEvent {
  /** The request id, the same for every attempt. */
  readonly id: string;
  readonly functionName: string;
  readonly qualifier: string | undefined;
  readonly payload: string;
  readonly acceptedMs: number;
  /** How often the function was run. */
  readonly attempts: number;
  /** How often it was throttled since it last ran. */
  readonly throttles: number;
  /** Virtual milliseconds since the Unix epoch of the next attempt. */
  readonly nextMs: number;
  readonly traceHeader: string | undefined;
  readonly clientContext: string | undefined;
}

export interface RetryLimits {
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeSeconds: number;
}

export type Attempt = 'succeeded' | 'failed' | 'throttled';
export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
export type Next =
  | { readonly kind: 'again'; readonly event: AsyncEvent }
  | { readonly kind: 'over'; readonly event: AsyncEvent; readonly condition: Condition };

/** Before the second and before the third attempt, virtual milliseconds. */
const RETRY_AFTER_MS = [60_000, 120_000];
const THROTTLE_BACKOFF_MS = 1_000;
const LONGEST_THROTTLE_BACKOFF_MS = 5 * 60_000;

/** What follows an attempt that ended at `nowMs`. */
export function afterAttempt(event: AsyncEvent, attempt: Attempt, limits: RetryLimits, nowMs: number): Next {
  const expiresMs = event.acceptedMs + limits.maximumEventAgeSeconds * 1000;
  if (attempt === 'throttled') {
    const throttles = event.throttles + 1;
    const waitMs = Math.min(THROTTLE_BACKOFF_MS * 2 ** (throttles - 1), LONGEST_THROTTLE_BACKOFF_MS);
    const waiting = { ...event, throttles, nextMs: nowMs + waitMs };
    return waiting.nextMs > expiresMs
      ? { kind: 'over', event: waiting, condition: 'EventAgeExceeded' }
      : { kind: 'again', event: waiting };
  }
  const attempts = event.attempts + 1;
  const tried = { ...event, attempts, throttles: 0 };
  if (attempt === 'succeeded') return { kind: 'over', event: tried, condition: 'Success' };
  if (attempts > limits.maximumRetryAttempts) return { kind: 'over', event: tried, condition: 'RetriesExhausted' };
  const waiting = { ...tried, nextMs: nowMs + (RETRY_AFTER_MS[attempts - 1] ?? 120_000) };
  return waiting.nextMs > expiresMs
    ? { kind: 'over', event: waiting, condition: 'EventAgeExceeded' }
    : { kind: 'again', event: waiting };
}
