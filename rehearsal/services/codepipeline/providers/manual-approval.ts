import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { ActionJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

/** What SNS takes as a subject. */
const SUBJECT_LENGTH = 100;
const NOTIFIED = 'notified';

/**
 * Tells the approvers and waits until the approval expires; PutApprovalResult ends the action meanwhile.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export async function manualApproval(job: ActionJob): Promise<Outcome | undefined> {
  const { token, expiresMs } = job;
  if (token === undefined || expiresMs === undefined) throw new Error(`The approval ${job.runId} has no token`);
  const topicArn = job.configuration.NotificationArn;
  if (topicArn !== undefined && job.recall(NOTIFIED) === undefined) {
    const sns = await job.client(SNSClient);
    const subject = `APPROVAL NEEDED: AWS CodePipeline ${job.pipelineName} for action ${job.action.name}`;
    await sns.send(
      new PublishCommand({
        TopicArn: topicArn,
        Subject: subject.slice(0, SUBJECT_LENGTH),
        Message: JSON.stringify(notification(job, token, expiresMs)),
      }),
    );
    job.remember({ [NOTIFIED]: 'yes' });
  }
  while (job.isOpen()) {
    const leftMs = expiresMs - job.scope.clock.now();
    if (leftMs <= 0)
      return {
        status: 'Failed',
        error: {
          code: 'JobFailed',
          message: `The approval expired at ${new Date(expiresMs).toISOString()} without an answer`,
        },
      };
    await job.wait(`approval ${token}`, leftMs);
  }
  return undefined;
}

/** https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html */
function notification(job: ActionJob, token: string, expiresMs: number) {
  const { scope, pipelineName, stage, action, configuration } = job;
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${scope.region}#/view/${pipelineName}`;
  return {
    region: scope.region,
    consoleLink,
    approval: {
      pipelineName,
      stageName: stage,
      actionName: action.name,
      token,
      expires: `${new Date(expiresMs).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length)}Z`,
      externalEntityLink: configuration.ExternalEntityLink ?? null,
      approvalReviewLink: `${consoleLink}/${stage}/${action.name}/approve/${token}`,
      customData: configuration.CustomData ?? null,
    },
  };
}
