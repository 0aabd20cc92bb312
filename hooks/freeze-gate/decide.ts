import type { Verdict } from '../verdict.ts';
import type { FreezePeriod } from './contract.ts';

/** An instant on the clocks of a time zone, as `2026-12-24T18:00`; such texts sort as the times do. */
function localTimeOf(atMs: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(atMs);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/**
 * Whether a release may enter a stage now, by the calendar alone: `fail` within a period that holds for the stage,
 * `pass` outside of all. A period that begins or ends in the hour that is repeated in autumn holds in both of them.
 *
 * @param atMs milliseconds since the Unix epoch
 */
export function decideFreeze(calendar: readonly FreezePeriod[], stage: string, atMs: number): Verdict {
  if (!Number.isFinite(atMs)) return { verdict: 'inconclusive', reason: 'the time is not known' };
  for (const { name, from, to, timeZone, reason, stages } of calendar) {
    const now = localTimeOf(atMs, timeZone);
    if (stages !== undefined && !stages.includes(stage)) continue;
    if (from <= now && now < to)
      return {
        verdict: 'fail',
        reason: `${stage} is frozen: ${name}, from ${from} to ${to} (${timeZone}), because of ${reason}; it is ${now} there. Retry the stage afterwards.`,
      };
  }
  return { verdict: 'pass', reason: `no freeze holds for ${stage} at ${new Date(atMs).toISOString()}` };
}
