import { invalid } from './errors.ts';
import type { Position } from './log-store.ts';

/** A token that says where reading goes on, and which way. */
export function eventToken(direction: 'f' | 'b', { timestampMs, id }: Position): string {
  return `${direction}/${String(timestampMs).padStart(16, '0')}${String(id).padStart(40, '0')}/s`;
}

/** @throws ServiceError for a token that was not given by a read */
export function readToken(token: string): { readonly direction: 'f' | 'b'; readonly position: Position } {
  const [, direction, timestamp, id] = /^([fb])\/(\d{16})(\d{40})\/s$/.exec(token) ?? [];
  if ((direction !== 'f' && direction !== 'b') || timestamp === undefined || id === undefined)
    throw invalid('The specified nextToken is invalid.');
  return { direction, position: { timestampMs: Number(timestamp), id: Number(id) } };
}
