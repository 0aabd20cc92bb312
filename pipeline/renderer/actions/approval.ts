import * as iam from 'aws-cdk-lib/aws-iam';
import type { ManualApprovalStep } from 'aws-cdk-lib/pipelines';
import { ExactRole } from '../../../app/identity/exact-role.ts';
import { topicKeyStatement } from '../../../app/identity/topic-key.ts';
import { DEFAULT_APPROVAL_TIMEOUT_MINUTES } from '../../../hooks/notifier/contract.ts';
import { TimedApprovalStep } from '../steps/timed-approval-step.ts';
import { type ActionContext, awsAction, type RenderedAction } from './action.ts';

/**
 * A manual approval, announced on the step's topic.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html
 */
export function renderApproval(context: ActionContext, step: ManualApprovalStep): RenderedAction {
  const topic = step.notificationTopic;
  // Without a topic the action calls nothing, so it needs no role.
  const role =
    topic === undefined
      ? undefined
      : new ExactRole(context.scope, 'Action', {
          assumedBy: context.pipelineRole,
          description: `Approval action ${context.actionName} of ${context.pipelineName}`,
          statements: [
            new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
            ...(topic.masterKey === undefined ? [] : [topicKeyStatement(context.scope, topic.masterKey.keyArn)]),
          ],
        });
  return {
    declaration: {
      name: context.actionName,
      actionTypeId: awsAction('Approval', 'Manual'),
      configuration: {
        ...(topic === undefined ? {} : { NotificationArn: topic.topicArn }),
        ...(step.comment === undefined ? {} : { CustomData: step.comment }),
        ...(step.reviewUrl === undefined ? {} : { ExternalEntityLink: step.reviewUrl }),
      },
      timeoutInMinutes: step instanceof TimedApprovalStep ? step.timeoutMinutes : DEFAULT_APPROVAL_TIMEOUT_MINUTES,
      ...(role === undefined ? {} : { roleArn: role.roleArn }),
      runOrder: context.runOrder,
    },
  };
}
