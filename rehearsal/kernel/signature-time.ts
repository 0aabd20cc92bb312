import type { Clock } from './clock.ts';

/** `20260105T000000Z`, as signatures have it, in milliseconds since the Unix epoch; NaN for anything else. */
export function parseTimestamp(text: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  return second === undefined ? Number.NaN : Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
export const formatTimestamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');

export interface JudgedTime {
  readonly verdict: 'current' | 'expired' | 'not yet current';
  /** The time that it was held against, in milliseconds since the Unix epoch. */
  readonly nowMs: number;
}

/**
 * Whether a signature is of now. There are two nows: functions live in the rehearsal's virtual time, builds, the command
 * line and whoever else calls in the wall clock's, and nothing in a request tells which. One that is current by either
 * clock is, by the wall clock first; one that is current by neither is judged by the clock that it is nearer to.
 * @param earlierMs how long before now it may have been signed
 * @param laterMs how long after
 */
export function judgeSignatureTime(clock: Clock, signedMs: number, earlierMs: number, laterMs: number): JudgedTime {
  const nows = [Date.now(), clock.now()];
  const current = nows.find((nowMs) => signedMs >= nowMs - earlierMs && signedMs <= nowMs + laterMs);
  if (current !== undefined) return { verdict: 'current', nowMs: current };
  const [nearest = Date.now()] = nows.toSorted((a, b) => Math.abs(a - signedMs) - Math.abs(b - signedMs));
  return { verdict: signedMs < nearest ? 'expired' : 'not yet current', nowMs: nearest };
}
