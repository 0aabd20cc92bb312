import { badRequest } from './errors.ts';

const MOST_ITEMS = 500;
const USUAL_ITEMS = 25;

/**
 * One page of a list; `position` is where the next begins.
 * @throws ServiceError BadRequestException for a position that no page answered
 */
export function page<T>(
  all: readonly T[],
  { position, limit }: { readonly position?: string | undefined; readonly limit?: number | undefined },
): { items: T[]; position: string | undefined } {
  const start = position === undefined ? 0 : Number(position);
  if (!Number.isInteger(start) || start < 0) throw badRequest(`Invalid position parameter specified: '${position}'`);
  const end = start + Math.min(limit ?? USUAL_ITEMS, MOST_ITEMS);
  return { items: all.slice(start, end), position: end < all.length ? String(end) : undefined };
}
