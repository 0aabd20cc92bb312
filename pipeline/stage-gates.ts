import { z } from 'zod';
import { isTimeZone, NO_TIME_ZONE } from '../hooks/freeze-gate/time-zone.ts';
import { type EntryRule, RULES_PER_CONDITION_MAX, type StageConditions } from './renderer/stage-conditions.ts';

/** The gates of a stage, as data of its environment. */
export interface StageGates extends Omit<StageConditions, 'beforeEntry'> {
  /** Alarms and windows. All have to hold, or the release fails before the stage's first action. @default - none */
  readonly beforeEntry?: readonly EntryRule[];
  /** Whether the stage is not entered in the periods of `pipeline/freeze.ts`. @default false */
  readonly freeze?: boolean;
}

/** Rules that a stage may have besides its own: the freeze gate and the alias guard. */
const ADDED_RULES = 2;
/** A day is our own limit: a stage that bakes holds back every release behind it. AWS documents none. */
const MINUTES_MAX = 24 * 60;

const alarmName = z.string().min(1).max(255);
/** Seconds, minutes, hours, day of month, month, day of week, and a year if one likes. */
const CRON = /^\S+( \S+){5,6}$/;

/** The gates of a stage. Messages say what is right; the caller puts the stage, the property and the value before them. */
export const stageGates = z.strictObject({
  beforeEntry: z
    .array(
      z.discriminatedUnion('kind', [
        z.strictObject({
          kind: z.literal('alarm'),
          alarmName,
          waitMinutes: z.number().int().min(0).max(MINUTES_MAX),
        }),
        z.strictObject({
          kind: z.literal('deploymentWindow'),
          cron: z.string().regex(CRON, {
            error: 'must have six or seven fields, seconds first, such as * * 8-16 ? * MON-FRI',
          }),
          timeZone: z.string().refine(isTimeZone, { error: NO_TIME_ZONE }),
        }),
      ]),
    )
    .min(1)
    .max(RULES_PER_CONDITION_MAX - ADDED_RULES, {
      error: `has too many rules: CodePipeline takes ${RULES_PER_CONDITION_MAX}, and ${ADDED_RULES} are the freeze gate's and the alias guard's; watch several alarms by one composite alarm`,
    })
    .optional(),
  freeze: z.boolean().optional(),
  bake: z
    .strictObject({
      minutes: z.number().int().min(1).max(MINUTES_MAX),
      alarmNames: z
        .array(alarmName)
        .min(1, { error: 'must name an alarm: a bake that watches nothing lets everything through' })
        .max(RULES_PER_CONDITION_MAX, { error: 'has too many alarms: watch them by one composite alarm' })
        .refine((names) => new Set(names).size === names.length, { error: 'names an alarm twice' }),
      onAlarm: z.enum(['rollback', 'fail']).optional(),
    })
    .optional(),
  onFailure: z.enum(['rollback', 'retryFailedActions']).optional(),
});
