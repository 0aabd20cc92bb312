import { createHash } from 'node:crypto';

/** Enough of a SHA-256 that two findings never share it. */
const CHARACTERS = 32;

/**
 * What names a finding over time: the same rule at the same construct path has the same fingerprint in every synthesis,
 * whatever else changes.
 */
export function fingerprintOf({ id, path }: { readonly id: string; readonly path: string }): string {
  return createHash('sha256').update(`${path}\n${id}`).digest('hex').slice(0, CHARACTERS);
}
