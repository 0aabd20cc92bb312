import * as z from 'zod/mini';
import { json } from '../environment.ts';
import { isTimeZone, NO_TIME_ZONE } from './time-zone.ts';

/** A date and time of day without an offset, to the minute. */
const localTime = z.string().check(
  z.regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, {
    error: 'must be a date and time such as 2026-12-24T18:00, in the time zone of the period',
  }),
);

/** A time in which nothing is released. */
export const FreezePeriod = z
  .object({
    /** Such as `Christmas`; people read it where a release is kept out. */
    name: z.string().check(z.minLength(1)),
    /** The first minute of the freeze, on the clocks of `timeZone`. */
    from: localTime,
    /** The first minute after the freeze. */
    to: localTime,
    /** IANA name, such as `Europe/Berlin`. */
    timeZone: z.string().check(z.refine(isTimeZone, { error: NO_TIME_ZONE })),
    reason: z.string().check(z.minLength(1)),
    /** Stages that it holds for. Absent: every stage that has a freeze gate. */
    stages: z.optional(z.array(z.string().check(z.minLength(1))).check(z.minLength(1))),
  })
  .check(z.refine(({ from, to }) => from < to, { error: 'must end after it begins', path: ['to'] }));
export type FreezePeriod = z.infer<typeof FreezePeriod>;

/** Environment of the freeze gate: the construct encodes it, the handler decodes it. */
export const FreezeGateEnvironment = z.object({ FREEZE_CALENDAR: json(z.array(FreezePeriod)) });
export type FreezeGateEnvironment = z.infer<typeof FreezeGateEnvironment>;
