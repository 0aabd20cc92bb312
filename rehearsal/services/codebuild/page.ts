import { invalidInput } from './errors.ts';

const LARGEST_PAGE = 100;

/**
 * One page of a list. The token is the index of its first item.
 * @throws ServiceError `InvalidInputException` for a token that was never given out
 */
export function page<T>(all: readonly T[], token: string | undefined, maxResults: number = LARGEST_PAGE) {
  if (token !== undefined && !/^\d+$/.test(token)) throw invalidInput(`Invalid next token: ${token}`);
  const start = Number(token ?? 0);
  const end = start + Math.min(maxResults, LARGEST_PAGE);
  return { items: all.slice(start, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}
