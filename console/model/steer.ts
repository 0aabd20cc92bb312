import { DeploymentAlreadyCompletedException, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import {
  GetPipelineStateCommand,
  PutApprovalResultCommand,
  type PutApprovalResultCommandInput,
  RollbackStageCommand,
} from '@aws-sdk/client-codepipeline';
import { approvalSummary } from '../../hooks/notifier/approval-answer.ts';
import { writeAudit } from '../../operations/audit-log.ts';
import { Refused } from '../../operations/refused.ts';
import type { ReleaseClients } from './clients.ts';
import type { ClockView } from './clock.ts';
import type { DossierView } from './dossier-view.ts';
import { checkReason } from './reason.ts';
import type { ReleaseView } from './release-view.ts';

/** Who does something, and to which pipeline. */
export interface Actor {
  readonly clients: ReleaseClients;
  readonly pipelineName: string;
  /** ARN of the AWS principal, which every change names. */
  readonly principal: string;
}

/** An answer to an approval, with what was read when it was given. */
export interface ApprovalAnswer {
  readonly approve: boolean;
  readonly comment: string;
  /** Of the dossier that the person had before them. */
  readonly hash: string;
  readonly factHashes: Readonly<Record<string, string>>;
}

/** How long a person's words may be: the rest of the summary is the dossier's hash and the principal. */
export const COMMENT_MAX = 280;

const CHANGED: Readonly<Record<string, string>> = {
  release: 'the release itself',
  base: 'what runs there now',
  earlier: 'the results of the stages before',
  commits: 'the commits',
  files: 'the files that the commits change',
  changes: 'the resources that change',
  permissions: 'the permissions that change',
  findings: 'the findings of the policy rules',
  packages: 'the packages that it is made of',
  tests: 'the test results',
  bake: 'what the bake can see',
  comment: "the pipeline's own comment",
};

/** @throws Refused where there is nothing to decide any more, or not yet */
export function checkWaiting({ standing }: DossierView): void {
  if (standing.kind === 'answered')
    throw new Refused(
      `This approval was answered already: ${standing.approved ? 'approved' : 'rejected'} by ${standing.by}`,
      'Nothing was changed.',
    );
  if (standing.kind === 'early') throw new Refused(standing.why, 'Nothing was changed; answer when it waits.');
  if (standing.kind === 'void') throw new Refused(standing.why, 'The approval is void; nothing was changed.');
}

/** @throws Refused where the approval is void, or is of other facts than those that were read */
function checkAnswer(dossier: DossierView, answer: ApprovalAnswer): void {
  const { hash, factHashes } = dossier;
  checkWaiting(dossier);
  if (hash !== answer.hash) {
    const changed = Object.keys(factHashes).filter((name) => factHashes[name] !== answer.factHashes[name]);
    throw new Refused(
      `The dossier has changed since you read it: ${changed.map((name) => CHANGED[name] ?? name).join(', ')}`,
      'Nothing was changed. Read what is new, then answer again.',
    );
  }
  if (answer.comment.length > COMMENT_MAX)
    throw new Refused(
      `The comment has ${answer.comment.length} characters`,
      `CodePipeline keeps ${COMMENT_MAX} beside the hash of the dossier and your name: shorten it.`,
    );
  if (!answer.approve && answer.comment.trim() === '')
    throw new Refused('A rejection needs a comment', 'Say what has to change: the developer reads it.');
}

const ENDED_MEANWHILE = new Set(['ApprovalAlreadyCompletedException', 'InvalidApprovalTokenException']);

/**
 * Approves or rejects the release of a dossier that was read just now.
 * @throws Refused where the approval is void or answered, or its facts are no longer those that the person read
 */
export async function answerApproval(actor: Actor, dossier: DossierView, answer: ApprovalAnswer): Promise<void> {
  checkAnswer(dossier, answer);
  const { codepipeline } = actor.clients;
  const { stageStates = [] } = await codepipeline.send(new GetPipelineStateCommand({ name: actor.pipelineName }));
  const state = stageStates.find(({ stageName }) => stageName === dossier.stage);
  const token = state?.actionStates?.find(({ actionName }) => actionName === dossier.action)?.latestExecution?.token;
  if (token === undefined || state?.latestExecution?.pipelineExecutionId !== dossier.execution.id)
    throw new Refused('The approval ended while you answered', 'Nothing was changed: look at the pipeline.');
  const input: PutApprovalResultCommandInput = {
    pipelineName: actor.pipelineName,
    stageName: dossier.stage,
    actionName: dossier.action,
    token,
    result: {
      status: answer.approve ? 'Approved' : 'Rejected',
      summary: approvalSummary(answer.comment, dossier.hash, actor.principal),
    },
  };
  try {
    await codepipeline.send(new PutApprovalResultCommand(input));
  } catch (error) {
    if (error instanceof Error && ENDED_MEANWHILE.has(error.name))
      throw new Refused('Somebody else answered this approval first', 'Nothing was changed: look at the pipeline.');
    throw error;
  }
}

/**
 * Stops all shifts of a release that are under way and takes them back.
 * @returns the deployments that were stopped: those that had not ended meanwhile
 * @throws Refused where none is under way any more
 */
export async function stopShifts(
  { clients, pipelineName, principal }: Actor,
  { execution, steering }: ReleaseView,
  reason: string,
  { nowMs }: ClockView,
): Promise<readonly string[]> {
  const why = checkReason(reason);
  if (steering.stop.length === 0)
    throw new Refused('No shift of this release is under way any more', 'Nothing was changed: look at its brief.');
  const ids = steering.stop.map(({ deploymentId }) => deploymentId);
  const entry = { event: 'shift-stopped', pipelineName, deployments: ids, reason: why, callerArn: principal };
  await writeAudit(clients, pipelineName, execution.id, { ...entry, at: new Date(nowMs) });
  // One that cannot be stopped keeps none of the others going.
  const asked = await Promise.allSettled(ids.map(async (id) => ((await stopShift(clients, id)) ? [id] : [])));
  const stopped = asked.flatMap((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
  if (stopped.length === 0)
    throw new Refused('The shifts of this release ended before they could be stopped', 'Look at its brief.');
  return stopped;
}

/** @returns false where it has ended meanwhile */
async function stopShift({ codedeploy }: ReleaseClients, deploymentId: string): Promise<boolean> {
  try {
    await codedeploy.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }));
    return true;
  } catch (error) {
    if (error instanceof DeploymentAlreadyCompletedException) return false;
    throw error;
  }
}

/**
 * Takes a stage back to what it ran before the release that runs there.
 * @returns the execution that does it
 * @throws Refused where this is not the release that runs there, or there was none before
 */
export async function rollBackStage(
  { clients, pipelineName, principal }: Actor,
  { execution, steering }: ReleaseView,
  reason: string,
  { nowMs }: ClockView,
): Promise<string> {
  const why = checkReason(reason);
  if (steering.rollBack === undefined)
    throw new Refused('This release does not run any more, or there was none before it', 'Nothing was changed.');
  const { stage, to } = steering.rollBack;
  const entry = { event: 'stage-rolled-back', pipelineName, stage, to: to.id, reason: why, callerArn: principal };
  await writeAudit(clients, pipelineName, execution.id, { ...entry, at: new Date(nowMs) });
  const { pipelineExecutionId = '' } = await clients.codepipeline.send(
    new RollbackStageCommand({ pipelineName, stageName: stage, targetPipelineExecutionId: to.id }),
  );
  return pipelineExecutionId;
}
