import { validation } from './errors.ts';

const DEFAULT_PAGE = 100;

interface Paged {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

/** IAM's paging: the marker is the position of the next item, opaque to callers. */
export function page<T>(all: readonly T[], input: Paged): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const start = input.Marker === undefined ? 0 : Number.parseInt(Buffer.from(input.Marker, 'base64').toString(), 10);
  if (!Number.isInteger(start)) throw validation('Invalid Marker.');
  const end = start + (input.MaxItems ?? DEFAULT_PAGE);
  const items = all.slice(start, end);
  return end < all.length
    ? { items, IsTruncated: true, Marker: Buffer.from(String(end)).toString('base64') }
    : { items, IsTruncated: false };
}
