import type { ShiftConfiguration } from '../../stage-configuration.ts';
import { shiftMinutes } from '../shift.ts';

/**
 * Time from the end of a datapoint's period to the deployment stopping because of it, in minutes: alarms of a
 * one-minute period are evaluated once a minute. How often CodeDeploy reads them is not documented; it is assumed to be
 * short of that.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export const EVALUATION_DELAY_MINUTES = 1;

/**
 * The new version's share of the traffic (0 to 1) in each minute of the bake: from the first shift to the last, during
 * which part of the traffic is still on the old version. Empty for `allAtOnce`.
 */
export function shareByMinute(shift: ShiftConfiguration): readonly number[] {
  return Array.from({ length: shiftMinutes(shift) }, (_, minute) => {
    if (shift.kind === 'linear') return (shift.percent * (1 + Math.floor(minute / shift.everyMinutes))) / 100;
    return shift.kind === 'canary' ? shift.percent / 100 : 1;
  });
}

/**
 * How the clock's minutes lie in the bake.
 *
 * - `best`: it begins with a minute of the clock, and its last minute still counts. Nothing sees more than that, so the
 *   chance to roll back a good release is computed with it.
 * - `worst`: it begins just after a minute of the clock began, whose datapoint is then almost empty, and what is
 *   seen in the last minutes comes too late to stop the shift. The chance to notice a bad release is computed with it.
 */
export type Alignment = 'best' | 'worst';

/**
 * Minutes of the bake that are seen in time.
 * @param periodMinutes time between two looks
 */
export function seenMinutes(bakeMinutes: number, alignment: Alignment, periodMinutes: number): number {
  if (alignment === 'best') return bakeMinutes;
  return Math.max(0, bakeMinutes - periodMinutes - EVALUATION_DELAY_MINUTES);
}
