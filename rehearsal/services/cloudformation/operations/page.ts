import { validation } from '../errors.ts';

/**
 * One page of a list; the token is the position of the next.
 * @throws ServiceError ValidationError for a token that none of these operations gave
 */
export function page<T>(
  all: readonly T[],
  token: string | undefined,
  size: number,
): { items: T[]; next: string | undefined } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw validation(`NextToken ${token} is not valid`);
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? String(end) : undefined };
}
