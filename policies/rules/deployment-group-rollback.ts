import type { Rule } from '../rule.ts';
import { listOf, truthOf, valueAt } from '../template.ts';

/** A stop without rollback leaves an alias on two versions, and later deployments of it fail. */
const EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST'];
const ALARM_EVENT = 'DEPLOYMENT_STOP_ON_ALARM';

/** However a deployment ends early, the old version comes back. */
export const deploymentGroupRollback: Rule = {
  id: 'deployment-group-rollback',
  description:
    'A deployment that fails, is stopped or is stopped by an alarm is rolled back. https://docs.aws.amazon.com/codedeploy/latest/userguide/deployments-rollback-and-redeploy.html',
  fix: 'Set autoRollback with failedDeployment, stoppedDeployment and (with alarms) deploymentInAlarm true.',
  types: ['AWS::CodeDeploy::DeploymentGroup'],
  check: ({ properties }) => {
    const rollback = properties.AutoRollbackConfiguration;
    const events = truthOf(valueAt(rollback, 'Enabled')) === true ? listOf(valueAt(rollback, 'Events')) : [];
    const hasAlarms = listOf(valueAt(properties.AlarmConfiguration, 'Alarms')).length > 0;
    return [...EVENTS, ...(hasAlarms ? [ALARM_EVENT] : [])]
      .filter((event) => !events.includes(event))
      .map((event) => ({ finding: event, detail: `AutoRollbackConfiguration is ${JSON.stringify(rollback)}` }));
  },
};
