import * as z from 'zod/mini';
import { json } from '../environment.ts';

const text = z.string().check(z.minLength(1));

/** What people are told of. */
export const NOTICE_KINDS = ['approvalWaiting', 'approvalExpiring', 'released', 'cameBack', 'blocked'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The message attribute that tells the kind: filter policies of subscribers go by it. */
export const KIND_ATTRIBUTE = 'kind';

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html */
export const ACTION_CHANGE = 'CodePipeline Action Execution State Change';
export const EXECUTION_CHANGE = 'CodePipeline Pipeline Execution State Change';
/** How an execution ends that somebody has to know of. One that is superseded or cancelled has a newer one in its place. */
export const END_STATES = ['SUCCEEDED', 'FAILED', 'STOPPED'] as const;
export type EndState = (typeof END_STATES)[number];

/** A deployment group of CodeDeploy. */
export const ShiftGroup = z.object({ applicationName: text, deploymentGroupName: text });
export type ShiftGroup = z.infer<typeof ShiftGroup>;

/** Environment of the notifier: the construct encodes it, the handler decodes it. */
export const NotifierEnvironment = z.object({
  PIPELINE_NAME: text,
  REPOSITORY_NAME: text,
  TOPIC_ARN: text,
  /** What was told, a log stream a message. */
  RECORD_LOG_GROUP: text,
  /** The rule that wakes the notifier while an approval waits. */
  LOOK_RULE_NAME: text,
  /** The groups that each stage shifts, by the stage's name. */
  GROUPS: json(z.record(z.string(), z.array(ShiftGroup))),
});
export type NotifierEnvironment = z.infer<typeof NotifierEnvironment>;

/** How long an approval waits that names no time: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
export const DEFAULT_APPROVAL_TIMEOUT_MINUTES = 7 * 24 * 60;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** An approval is soon lost when so little of its time is left. */
const SOON_PART = 0.25;
const LOOK_MINUTES_MAX = 60;

const soonMinutes = (timeoutMinutes: number): number => Math.min(DAY_MINUTES, timeoutMinutes * SOON_PART);

/** Whether an approval expires within a day, and within the last quarter of its time. */
export function expiresSoon(sinceMs: number, expiresMs: number, nowMs: number): boolean {
  return expiresMs - nowMs <= soonMinutes((expiresMs - sinceMs) / MINUTE_MS) * MINUTE_MS;
}

/**
 * Minutes between two looks at what waits: often enough that each of these approvals is seen while it expires soon, and
 * once an hour at most.
 *
 * @param timeoutMinutes of the approvals
 */
export function lookMinutes(timeoutMinutes: readonly number[]): number {
  const shortest = Math.min(...timeoutMinutes.map(soonMinutes));
  return Math.min(LOOK_MINUTES_MAX, Math.max(1, Math.floor(shortest / 2)));
}
