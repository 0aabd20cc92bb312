import { brokenShiftsOf } from './cause.ts';
import { expiresSoon } from './contract.ts';
import { decideExpiring, decideWaiting } from './decide-approval.ts';
import { decideEnd } from './decide-end.ts';
import type { Happening } from './happening.ts';
import { type Message, toMessage } from './message.ts';
import type { Notice } from './notice.ts';
import { type NoticeRecord, once } from './record.ts';
import type { ActionRun, BrokenShift, Read, ReleaseFacts, WaitingApproval } from './release.ts';

/** The outside of the notifier, given by its handler and by tests. */
export interface NotifierOutside {
  /** The release of an execution, with the rules of its stages where they are asked for. */
  readonly release: (executionId: string, withRules: boolean) => Promise<ReleaseFacts>;
  readonly brokenShifts: (stage: string, fromMs: number) => Promise<Read<readonly BrokenShift[]>>;
  readonly approval: (executionId: string, run: ActionRun) => Promise<WaitingApproval>;
  /** All approvals that wait now. */
  readonly waiting: () => Promise<readonly WaitingApproval[]>;
  /** Enables or disables the rule that wakes the notifier from time to time. */
  readonly setLooking: (enabled: boolean) => Promise<void>;
  /** @returns the id of the message */
  readonly publish: (notice: Notice, message: Message, topicArn: string) => Promise<string>;
  readonly record: NoticeRecord;
  readonly nowMs: () => number;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

async function tell(notice: Notice, topicArn: string, key: string, outside: NotifierOutside): Promise<void> {
  const message = toMessage(notice);
  const { kind, executionId } = notice;
  const sent = await once(outside.record, key, outside.nowMs, async () => ({
    kind,
    executionId,
    subject: message.subject,
    topicArn,
    messageId: await outside.publish(notice, message, topicArn),
  }));
  outside.log({ told: sent, kind, key, subject: message.subject });
}

function runOf(facts: ReleaseFacts, runId: string): ActionRun {
  const run = facts.runs.find(({ id }) => id === runId);
  // Thrown, and so tried again: the history may be a moment behind its events.
  if (run === undefined) throw new Error(`the history of ${facts.executionId} has no action execution ${runId} yet`);
  return run;
}

async function approvalWaits(executionId: string, runId: string, topicArn: string, outside: NotifierOutside) {
  await outside.setLooking(true);
  const facts = await outside.release(executionId, false);
  const run = runOf(facts, runId);
  const notice = decideWaiting(facts, run, await outside.approval(executionId, run));
  await tell(notice, topicArn, notice.key, outside);
}

/** Those who may answer are told too, on the topic of the approval. */
async function approvalExpires(approval: WaitingApproval, topicArn: string, outside: NotifierOutside) {
  const facts = await outside.release(approval.executionId, false);
  const run = runOf(facts, approval.runId);
  const notice = decideExpiring(facts, run, approval, outside.nowMs());
  const { NotificationArn: approvers } = run.configuration;
  await tell(notice, topicArn, notice.key, outside);
  if (approvers !== undefined) await tell(notice, approvers, `${notice.key}/approvers`, outside);
}

async function lookAround(topicArn: string, outside: NotifierOutside): Promise<void> {
  const waiting = await outside.waiting();
  const nowMs = outside.nowMs();
  for (const approval of waiting)
    if (expiresSoon(approval.sinceMs, approval.expiresMs, nowMs)) await approvalExpires(approval, topicArn, outside);
  if (waiting.length > 0) return;
  await outside.setLooking(false);
  // One may have begun to wait between the look and the end of looking.
  if ((await outside.waiting()).length > 0) await outside.setLooking(true);
}

/**
 * Tells people of what happened, in one message.
 *
 * @param topicArn where subscribers are told
 * @throws where something could not be read or sent: then nothing is told, and the next try tells it
 */
export async function notify(happening: Happening, topicArn: string, outside: NotifierOutside): Promise<void> {
  if (happening.of === 'look') return lookAround(topicArn, outside);
  if (happening.of === 'approval') return approvalWaits(happening.executionId, happening.runId, topicArn, outside);
  const { executionId, state } = happening;
  const facts = await outside.release(executionId, state !== 'SUCCEEDED');
  const deploying = state === 'FAILED' ? brokenShiftsOf(facts) : undefined;
  const shifts = deploying === undefined ? undefined : await outside.brokenShifts(deploying.stage, deploying.fromMs);
  const notice = decideEnd(state, facts, shifts);
  if (notice === undefined) return outside.log({ told: false, executionId, state });
  await tell(notice, topicArn, notice.key, outside);
}
