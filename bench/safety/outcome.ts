import { z } from 'zod';
import { STRATEGIES } from './strategies.ts';

const releasedCase = z.object({ requestsPerSecond: z.number(), oldPercent: z.number(), newPercent: z.number() });

const takenBack = z.object({
  /** Until the first of the group's alarms was red. */
  detectedSeconds: z.number(),
  /** Until all of the traffic was on the old version again. */
  restoredSeconds: z.number(),
  /** The alarms that were red. */
  alarms: z.array(z.string()),
});
export type TakenBack = z.infer<typeof takenBack>;

/** What became of one release. Times are virtual, in seconds from its start. */
export const releaseOutcome = z.object({
  strategy: z.enum(STRATEGIES),
  of: releasedCase,
  /** Present where it was taken back. */
  takenBack: takenBack.optional(),
  /** Requests that the new version failed, until it was taken back or the five minutes were over. */
  failedRequests: z.number(),
  requests: z.number(),
});
export type ReleaseOutcome = z.infer<typeof releaseOutcome>;

/** Releases of one case side by side, as a worker is told of them. */
export const roundOrder = z.object({
  of: releasedCase,
  strategies: z.array(z.enum(STRATEGIES)),
  /** Of the round's traffic. */
  seed: z.number(),
});
export type RoundOrder = z.infer<typeof roundOrder>;
