import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  RetryStageExecutionCommand,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { writeAudit } from '../../operations/audit-log.ts';
import { readPipeline, stageOf } from '../../operations/pipeline-stage.ts';
import { Refused } from '../../operations/refused.ts';
import { type ActionRun, lastRuns } from './action-run.ts';
import type { ClockView } from './clock.ts';
import { isUnderWay } from './execution-view.ts';
import { sourceActionOf } from './pipeline-shape.ts';
import type { PipelineView, StageView } from './pipeline-view.ts';
import { checkReason } from './reason.ts';
import type { ReleaseView } from './release-view.ts';
import type { Actor } from './steer.ts';

/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StopPipelineExecution.html */
const STOP_REASON_MAX = 200;
/** https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html */
const TRANSITION_REASON_MAX = 300;
/** CodePipeline takes no other characters in the reason of a transition; the audit keeps the words as they are. */
const NOT_IN_TRANSITION_REASON = /[^a-zA-Z0-9!@ ().*?-]/g;

/**
 * Starts a release by hand.
 *
 * @param commit of the source's repository; absent: the newest of its branch
 * @returns the execution
 * @throws Refused where the source takes no commit
 */
export async function startRelease({ clients, pipelineName }: Actor, commit: string | undefined): Promise<string> {
  const source = commit === undefined ? undefined : sourceActionOf(await readPipeline(clients, pipelineName));
  if (commit !== undefined && source === undefined)
    throw new Refused(`The source of ${pipelineName} is not CodeCommit`, 'Start it without --commit.');
  const { pipelineExecutionId = '' } = await clients.codepipeline.send(
    new StartPipelineExecutionCommand({
      name: pipelineName,
      ...(source === undefined
        ? {}
        : { sourceRevisions: [{ actionName: source.name, revisionType: 'COMMIT_ID', revisionValue: commit }] }),
    }),
  );
  return pipelineExecutionId;
}

/** Which way an end is put to a release: what shifts is taken back, which ends the execution too. */
export function stopWayOf({ execution, steering }: ReleaseView): 'shifts' | 'execution' {
  if (steering.stop.length > 0) return 'shifts';
  if (isUnderWay(execution)) return 'execution';
  throw new Refused(
    `“${execution.title}” (${execution.id.slice(0, 8)}) is not under way: ${execution.status}`,
    'Nothing was changed. To take back what was released: slipway release rollback.',
  );
}

/**
 * Stops an execution of which nothing shifts.
 *
 * @param abandon ends its actions at once, instead of letting them come to their end
 */
export async function stopExecution(
  { clients, pipelineName, principal }: Actor,
  executionId: string,
  reason: string,
  abandon: boolean,
  { nowMs }: ClockView,
): Promise<void> {
  const why = checkReason(reason);
  const entry = { event: 'execution-stopped', pipelineName, abandon, reason: why, callerArn: principal };
  await writeAudit(clients, pipelineName, executionId, { ...entry, at: new Date(nowMs) });
  await clients.codepipeline.send(
    new StopPipelineExecutionCommand({
      pipelineName,
      pipelineExecutionId: executionId,
      abandon,
      reason: why.slice(0, STOP_REASON_MAX),
    }),
  );
}

const ENDED_BADLY = new Set(['Failed', 'Stopped']);

/** A stage of an execution, to be tried again. */
export interface Retry {
  readonly stage: string;
  readonly executionId: string;
  /** The commit's first line. */
  readonly title: string;
}

/**
 * The stage that can be tried again: CodePipeline retries a stage only while it still holds the execution. Pure.
 *
 * @throws Refused where there is none, or it is not clear which is meant
 */
export function retryOf(
  { pipelineName, stages }: PipelineView,
  of: { readonly executionId?: string; readonly stage?: string },
): Retry {
  const isMeant = ({ name, execution }: StageView) =>
    (of.stage === undefined || name === of.stage) && (of.executionId === undefined || execution?.id === of.executionId);
  const found = stages.filter((stage) => ENDED_BADLY.has(stage.status ?? '') && isMeant(stage));
  const [stage, another] = found;
  if (stage?.execution === undefined)
    throw new Refused(
      `No stage of ${pipelineName} holds ${of.executionId === undefined ? 'a release' : of.executionId.slice(0, 8)} that failed${of.stage === undefined ? '' : ` in ${of.stage}`}`,
      'Nothing was changed. What a newer release has overtaken is pushed again.',
    );
  if (another !== undefined)
    throw new Refused(
      `${found.length} stages hold a release that failed`,
      `Say which with --stage: ${found.map(({ name }) => name).join(', ')}.`,
    );
  return { stage: stage.name, executionId: stage.execution.id, title: stage.execution.title };
}

/** An action that was abandoned goes on in CloudFormation, whatever the pipeline says: its change set is used up as well. */
const EXECUTED_IN_VAIN = new Set(['Failed', 'Abandoned']);

/**
 * Whether only all actions of a stage together can succeed: a change set is executed once, and one whose execution failed or
 * was abandoned has to be made again. Pure.
 *
 * @param runs of the execution, the newest first
 */
export const needsAllActions = (runs: readonly ActionRun[], stage: string): boolean =>
  lastRuns(runs).some(
    ({ stageName, status, configuration }) =>
      stageName === stage && EXECUTED_IN_VAIN.has(status) && configuration.ActionMode === 'CHANGE_SET_EXECUTE',
  );

/** Tries a stage again, in the same execution. @param all every action, instead of those that failed */
export async function retryStage(
  { clients, pipelineName }: Actor,
  { stage, executionId }: Retry,
  all: boolean,
): Promise<void> {
  await clients.codepipeline.send(
    new RetryStageExecutionCommand({
      pipelineName,
      stageName: stage,
      pipelineExecutionId: executionId,
      retryMode: all ? 'ALL_ACTIONS' : 'FAILED_ACTIONS',
    }),
  );
}

/**
 * Opens or closes the way into a stage; what is in the stage goes on.
 * @throws Refused where the pipeline has no such stage, or the reason says nothing
 */
export async function setTransition(
  { clients, pipelineName, principal }: Actor,
  stage: string,
  enabled: boolean,
  reason: string,
  { nowMs }: ClockView,
): Promise<void> {
  const why = checkReason(reason);
  stageOf(await readPipeline(clients, pipelineName), stage);
  const event = enabled ? 'transition-enabled' : 'transition-disabled';
  const entry = { event, pipelineName, stage, reason: why, callerArn: principal };
  await writeAudit(clients, pipelineName, 'transitions', { ...entry, at: new Date(nowMs) });
  const transition = { pipelineName, stageName: stage, transitionType: 'Inbound' } as const;
  await (enabled
    ? clients.codepipeline.send(new EnableStageTransitionCommand(transition))
    : clients.codepipeline.send(
        new DisableStageTransitionCommand({
          ...transition,
          reason: why.replaceAll(NOT_IN_TRANSITION_REASON, '-').slice(0, TRANSITION_REASON_MAX),
        }),
      ));
}
