import { invalid } from './errors.ts';

const MOST_ITEMS = 50;

/**
 * One page of a list in the order of its keys; the token is the last key of the page.
 * @throws ServiceError for a limit out of range
 */
export function page<T>(
  all: readonly T[],
  key: (item: T) => string,
  token: string | undefined,
  limit: number | undefined,
  descending = false,
): { items: readonly T[]; next: { nextToken?: string } } {
  const most = limit ?? MOST_ITEMS;
  if (most < 1 || most > MOST_ITEMS)
    throw invalid(
      `1 validation error detected: Value '${most}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${MOST_ITEMS}`,
    );
  const direction = descending ? -1 : 1;
  const order = (a: string, b: string) => (a < b ? -direction : a > b ? direction : 0);
  const after = token === undefined ? undefined : Buffer.from(token, 'base64url').toString();
  const rest = all
    .toSorted((a, b) => order(key(a), key(b)))
    .filter((item) => after === undefined || order(key(item), after) > 0);
  const items = rest.slice(0, most);
  const last = items.at(-1);
  const next =
    rest.length > most && last !== undefined ? { nextToken: Buffer.from(key(last)).toString('base64url') } : {};
  return { items, next };
}
