import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import type { StageDeclaration } from '@aws-sdk/client-codepipeline';
import type { OperationClients } from './clients.ts';
import { stacksOf } from './pipeline-stage.ts';
import { readStack } from './read-stack.ts';

/** A deployment group whose alarm is red: CodeDeploy stops every deployment of it at its start. */
export interface RedGroup {
  readonly deploymentGroupName: string;
  readonly alarmNames: readonly string[];
}

/** The deployment groups of a stage that have a red alarm. */
export async function redGroups(clients: OperationClients, stage: StageDeclaration): Promise<RedGroup[]> {
  const red: RedGroup[] = [];
  for (const stackName of stacksOf(stage)) {
    for (const { group } of (await readStack(clients, stackName))?.aliases ?? []) {
      const { deploymentGroupInfo: info } = await clients.codedeploy.send(new GetDeploymentGroupCommand(group));
      const { enabled, alarms = [] } = info?.alarmConfiguration ?? {};
      const watched = enabled ? alarms.flatMap(({ name }) => name ?? []) : [];
      if (watched.length === 0) continue;
      const { MetricAlarms = [], CompositeAlarms = [] } = await clients.cloudwatch.send(
        new DescribeAlarmsCommand({
          AlarmNames: watched,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          StateValue: 'ALARM',
        }),
      );
      const alarmNames = [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []);
      if (alarmNames.length > 0) red.push({ deploymentGroupName: group.deploymentGroupName, alarmNames });
    }
  }
  return red;
}
