import { invalidNextToken, validation } from './errors.ts';

/**
 * One page of a list; the token is the position of the next one.
 * @throws ServiceError InvalidNextTokenException, ValidationException
 */
export function page<T>(
  all: readonly T[],
  { nextToken, maxResults }: { nextToken?: string | undefined; maxResults?: number | undefined },
  defaultSize: number,
): { items: T[]; nextToken?: string } {
  if (maxResults !== undefined && (maxResults < 1 || maxResults > 1000))
    throw validation(
      `Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value from 1 to 1000`,
    );
  if (nextToken !== undefined && !/^\d+$/.test(nextToken)) throw invalidNextToken();
  const start = Number(nextToken ?? 0);
  const end = start + (maxResults ?? defaultSize);
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}
