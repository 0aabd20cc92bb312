import { invalidNextToken } from './errors.ts';

/** A page of a list, and the token of the next one where there is one. @throws ServiceError InvalidNextToken */
export function page<T>(
  all: readonly T[],
  size: number,
  token: string | undefined,
): { items: T[]; next: { NextToken?: string } } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(from) || from < 0) throw invalidNextToken(token ?? '');
  const until = from + size;
  return {
    items: all.slice(from, until),
    next: until < all.length ? { NextToken: Buffer.from(String(until)).toString('base64') } : {},
  };
}
