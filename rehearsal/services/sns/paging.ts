import { invalidParameter } from './errors.ts';

const PAGE = 100;

/** SNS answers lists in pages of 100. @throws ServiceError InvalidParameter for a token that is none */
export function page<T>(all: readonly T[], token: string | undefined): { items: T[]; next: { NextToken?: string } } {
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(from) || from < 0) throw invalidParameter('NextToken');
  const until = from + PAGE;
  return {
    items: all.slice(from, until),
    next: until < all.length ? { NextToken: Buffer.from(String(until)).toString('base64') } : {},
  };
}
