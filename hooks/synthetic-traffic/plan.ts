import type { SyntheticNeed } from './contract.ts';

/** Requests so far. */
export interface Asked {
  /** Of users, answered by the new version. */
  readonly users: number;
  /** Synthetic ones, answered by each version. */
  readonly synthetic: number;
}

/** When requests are sent, and how fast. */
export interface SyntheticWindow {
  readonly seconds: number;
  readonly perSecondMax: number;
}

const MINUTE_MS = 60_000;

/** Time between two looks at what is missing. */
export const SLOT_SECONDS = 10;

/**
 * The part of what is needed that was there, 1 and above for enough. In each layer (users' traffic, synthetic traffic) the
 * logarithm of the evidence against a bad version grows with the requests, and both logarithms add up: so do the parts.
 */
export const evidencePart = (
  { users, synthetic }: Asked,
  need: Pick<SyntheticNeed, 'perVersion' | 'usersNewVersion'>,
): number => users / need.usersNewVersion + synthetic / need.perVersion;

/** The first whole minute of a shift: what is counted in it was called by the shift alone, and not by the hook before it. */
export const windowStartMs = (shiftStartMs: number): number => Math.ceil(shiftStartMs / MINUTE_MS) * MINUTE_MS;

/**
 * How many requests each version is to be sent in the slot that begins now: so many that, at an even pace, what is needed is
 * there at the end of the window. None before the window and after it, and none where users bring it.
 */
export function dueRequests(
  nowMs: number,
  shiftStartMs: number,
  asked: Asked,
  need: SyntheticNeed,
  { seconds, perSecondMax }: SyntheticWindow,
): number {
  const elapsedSeconds = (nowMs - windowStartMs(shiftStartMs)) / 1000;
  if (elapsedSeconds < 0 || elapsedSeconds >= seconds) return 0;
  const pace = Math.min(1, (elapsedSeconds + SLOT_SECONDS) / seconds);
  // Less the error of the arithmetic, which would round up to one more.
  const missing = Math.ceil((pace - evidencePart(asked, need)) * need.perVersion - 1e-9);
  return Math.max(0, Math.min(missing, perSecondMax * SLOT_SECONDS));
}
