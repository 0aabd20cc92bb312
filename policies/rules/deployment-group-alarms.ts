import type { Rule } from '../rule.ts';
import { listOf, valueAt } from '../template.ts';

/** A deployment is watched, and stops where it cannot be. */
export const deploymentGroupAlarms: Rule = {
  id: 'deployment-group-alarms',
  description:
    'Alarms watch every deployment, and one that cannot be read stops it. https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html',
  fix: 'Give the group at least one alarm on the new version, and ignorePollAlarmsFailure: false.',
  types: ['AWS::CodeDeploy::DeploymentGroup'],
  check: ({ properties }) => {
    const configuration = properties.AlarmConfiguration;
    const watched = valueAt(configuration, 'Enabled') === true && listOf(valueAt(configuration, 'Alarms')).length > 0;
    return [
      ...(watched ? [] : [{ finding: 'Alarms', detail: `AlarmConfiguration is ${JSON.stringify(configuration)}` }]),
      ...(valueAt(configuration, 'IgnorePollAlarmFailure') === true
        ? [{ finding: 'IgnorePollAlarmFailure', detail: 'IgnorePollAlarmFailure is true: the shift goes on unwatched' }]
        : []),
    ];
  },
};
