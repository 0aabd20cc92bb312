import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Scope } from '../../kernel/service.ts';
import type { Deployment, DeploymentStatus } from './model.ts';
import { groups } from './state.ts';

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications.html */
const TRIGGER_EVENTS: Readonly<Partial<Record<DeploymentStatus, string>>> = {
  Created: 'DeploymentStart',
  Succeeded: 'DeploymentSuccess',
  Failed: 'DeploymentFailure',
  Stopped: 'DeploymentStop',
};

/** Tells the topics of the group's triggers, as CodeDeploy's service role. */
export function notifyTriggers(scope: Scope, deployment: Deployment): void {
  const group = groups(scope).get(`${deployment.application}/${deployment.group}`);
  const own = TRIGGER_EVENTS[deployment.status];
  const event = deployment.rollbackOf !== undefined && deployment.status === 'Created' ? 'DeploymentRollback' : own;
  for (const trigger of group?.triggers ?? []) {
    if (event === undefined || !trigger.events.includes(event)) continue;
    scope.background(`CodeDeploy trigger ${trigger.name}`, async () => {
      const sns = scope.clients.asService(SNSClient, 'codedeploy.amazonaws.com', scope.region);
      const message = {
        region: scope.region,
        accountId: scope.account,
        eventTriggerName: trigger.name,
        applicationName: deployment.application,
        deploymentId: deployment.id,
        deploymentGroupName: deployment.group,
        createTime: new Date(deployment.createdMs).toUTCString(),
        completeTime: deployment.endedMs === undefined ? null : new Date(deployment.endedMs).toUTCString(),
        status: deployment.status.toUpperCase(),
        ...(deployment.error === undefined
          ? {}
          : {
              errorInformation: JSON.stringify({
                ErrorCode: deployment.error.code,
                ErrorMessage: deployment.error.message,
              }),
            }),
      };
      const Subject = `${deployment.status.toUpperCase()}: AWS CodeDeploy ${deployment.id} in ${scope.region} to ${deployment.application}`;
      await sns.send(
        new PublishCommand({
          TopicArn: trigger.topicArn,
          Subject: Subject.slice(0, 100),
          Message: JSON.stringify(message),
        }),
      );
    });
  }
}
