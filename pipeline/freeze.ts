import type { FreezePeriod } from '../hooks/freeze-gate/contract.ts';

/**
 * When nothing is released: every stage whose entry says `conditions: { freeze: true }` is not entered in these periods.
 * A period begins at `from`, ends before `to`, and is read on the clocks of its time zone. For example:
 *
 *     {
 *       name: 'Christmas',
 *       from: '2026-12-23T18:00',
 *       to: '2027-01-02T08:00',
 *       timeZone: 'Europe/Berlin',
 *       reason: 'few people are on call',
 *     },
 */
export const freezePeriods: readonly FreezePeriod[] = [];
