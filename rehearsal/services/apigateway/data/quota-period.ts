import type { QuotaSettings } from '@aws-sdk/client-api-gateway';

const DAY_MS = 24 * 3600 * 1000;

/** @param ms virtual milliseconds since the Unix epoch @returns such as `2026-01-05`, in UTC */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The next day. @param day such as `2026-01-05` */
export const dayAfter = (day: string): string => dayOf(Date.parse(day) + DAY_MS);

/**
 * The day on which the quota period of `day` began: midnight UTC of each day, each Sunday or each first of a month, moved
 * by the quota's offset in days.
 */
export function periodStart(day: string, { period, offset = 0 }: QuotaSettings): string {
  if (period === 'DAY') return day;
  const shifted = new Date(Date.parse(day) - offset * DAY_MS);
  const back = period === 'WEEK' ? shifted.getUTCDay() : shifted.getUTCDate() - 1;
  return dayOf(shifted.getTime() - back * DAY_MS + offset * DAY_MS);
}
