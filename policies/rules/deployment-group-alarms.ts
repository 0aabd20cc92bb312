import type { Rule } from '../rule.ts';
import { listOf, truthOf, valueAt } from '../template.ts';

/** A deployment is watched, and stops where it cannot be. */
export const deploymentGroupAlarms: Rule = {
  id: 'deployment-group-alarms',
  description:
    'Alarms watch every deployment, and one that cannot be read stops it. https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html',
  fix: 'Give the group at least one alarm on the new version, and ignorePollAlarmsFailure: false.',
  types: ['AWS::CodeDeploy::DeploymentGroup'],
  check: ({ properties }) => {
    const configuration = properties.AlarmConfiguration;
    const watched =
      truthOf(valueAt(configuration, 'Enabled')) === true && listOf(valueAt(configuration, 'Alarms')).length > 0;
    const ignored = valueAt(configuration, 'IgnorePollAlarmFailure');
    return [
      ...(watched ? [] : [{ finding: 'Alarms', detail: `AlarmConfiguration is ${JSON.stringify(configuration)}` }]),
      ...(ignored === undefined || truthOf(ignored) === false
        ? []
        : [
            {
              finding: 'IgnorePollAlarmFailure',
              detail: `IgnorePollAlarmFailure is ${JSON.stringify(ignored)}: the shift goes on unwatched`,
            },
          ]),
    ];
  },
};
