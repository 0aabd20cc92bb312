import { timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same, without telling by the time it takes how much of them is. */
export function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
