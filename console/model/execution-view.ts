import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';

/** One execution of the pipeline: a release, from its push to its end. Instants are milliseconds since the Unix epoch. */
export interface ExecutionView {
  readonly id: string;
  /** Such as `InProgress` or `Succeeded`. */
  readonly status: string;
  readonly commit: string;
  /** First line of the commit's message. */
  readonly title: string;
  /** What started it, such as a push or a person. */
  readonly cause: string;
  /** CodePipeline's type of what started it, such as `CloudWatchEvent`. */
  readonly trigger: string;
  /** `ROLLBACK` for one that takes a stage back. */
  readonly type: string;
  /** The execution that a rollback goes back to. */
  readonly rollbackTo: string | undefined;
  /** Why somebody stopped it, in their words; undefined where nobody did. */
  readonly stopReason: string | undefined;
  readonly startedMs: number | undefined;
  readonly updatedMs: number | undefined;
}

const RUNNING = new Set(['InProgress', 'Stopping']);
export const isUnderWay = ({ status }: { readonly status: string }): boolean => RUNNING.has(status);

/** What a release is called: its commit's first line, where it has a commit. */
export function releaseName({ title, trigger }: Pick<ExecutionView, 'title' | 'trigger'>): string {
  if (title !== '') return title;
  return trigger === 'CreatePipeline' ? 'Nothing pushed yet' : 'No revision';
}

/** The name at the end of an ARN, such as of a rule or a person's session. */
export const lastName = (arn: string): string => arn.split(/[:/]/).at(-1) ?? arn;

function causeOf({ trigger, executionType }: PipelineExecutionSummary): string {
  const { triggerType = '', triggerDetail = '' } = trigger ?? {};
  const who = lastName(triggerDetail);
  if (executionType === 'ROLLBACK')
    return triggerType === 'AutomatedRollback' ? 'taken back by itself' : `taken back by ${who}`;
  if (triggerType === 'StartPipelineExecution') return `started by ${who}`;
  if (triggerType === 'CloudWatchEvent' || triggerType === 'Webhook' || triggerType === 'PutActionRevision')
    return 'push';
  if (triggerType === 'CreatePipeline') return 'the pipeline was created';
  return triggerType === '' ? 'unknown' : triggerType;
}

/** What an execution tells of itself. */
export function toExecution(summary: PipelineExecutionSummary): ExecutionView {
  const revision = summary.sourceRevisions?.[0];
  return {
    id: summary.pipelineExecutionId ?? '',
    status: summary.status ?? '',
    commit: revision?.revisionId ?? '',
    title: (revision?.revisionSummary ?? '').split('\n')[0] ?? '',
    cause: causeOf(summary),
    trigger: summary.trigger?.triggerType ?? '',
    type: summary.executionType ?? 'STANDARD',
    rollbackTo: summary.rollbackMetadata?.rollbackTargetPipelineExecutionId,
    stopReason: summary.stopTrigger?.reason,
    startedMs: summary.startTime?.getTime(),
    updatedMs: summary.lastUpdateTime?.getTime(),
  };
}
