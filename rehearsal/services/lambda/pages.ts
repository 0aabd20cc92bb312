import { invalid } from './errors.ts';

const MOST_ITEMS = 50;

/**
 * One page of a list; the marker is the position at which the next begins.
 * @throws ServiceError for a marker that Lambda did not give
 */
export function page<T>(
  all: readonly T[],
  marker: string | undefined,
  most: number | undefined,
): { items: readonly T[]; next: { NextMarker?: string } } {
  const start = marker === undefined ? 0 : Number(Buffer.from(marker, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw invalid(`The marker ${marker} is not one that a list gave.`);
  const end = start + Math.min(most ?? MOST_ITEMS, MOST_ITEMS);
  const next = end < all.length ? { NextMarker: Buffer.from(String(end)).toString('base64url') } : {};
  return { items: all.slice(start, end), next };
}
