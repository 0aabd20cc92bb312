import * as z from 'zod/mini';
import { ACTION_CHANGE, END_STATES, EXECUTION_CHANGE } from './contract.ts';

const text = z.string().check(z.minLength(1));
const source = z.literal('aws.codepipeline');

const ApprovalStarted = z.object({
  source,
  'detail-type': z.literal(ACTION_CHANGE),
  detail: z.object({
    pipeline: text,
    'execution-id': text,
    'action-execution-id': text,
    state: z.literal('STARTED'),
    type: z.object({ category: z.literal('Approval') }),
  }),
});
const ExecutionEnded = z.object({
  source,
  'detail-type': z.literal(EXECUTION_CHANGE),
  detail: z.object({ pipeline: text, 'execution-id': text, state: z.enum(END_STATES) }),
});
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
const Tick = z.object({ source: z.literal('aws.events') });
const NotifierEvent = z.union([ApprovalStarted, ExecutionEnded, Tick]);

/** What the notifier is woken for. */
export type Happening =
  | { readonly of: 'approval'; readonly executionId: string; readonly runId: string }
  | { readonly of: 'end'; readonly executionId: string; readonly state: (typeof END_STATES)[number] }
  /** Time has passed while an approval waits. */
  | { readonly of: 'look' };

/**
 * Reads an event of EventBridge.
 *
 * @throws where it is of another kind, or of another pipeline
 */
export function readHappening(event: unknown, pipelineName: string): Happening {
  const parsed = NotifierEvent.parse(event);
  if (parsed.source === 'aws.events') return { of: 'look' };
  const { detail } = parsed;
  if (detail.pipeline !== pipelineName)
    throw new Error(`an event of the pipeline ${detail.pipeline}, but this notifier is of ${pipelineName}`);
  const executionId = detail['execution-id'];
  return 'action-execution-id' in detail
    ? { of: 'approval', executionId, runId: detail['action-execution-id'] }
    : { of: 'end', executionId, state: detail.state };
}
