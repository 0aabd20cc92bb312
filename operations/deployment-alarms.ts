import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
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

/** What one call of DescribeAlarms takes. */
const NAMES_AT_MOST = 100;

/** Those of some alarms that are in ALARM. */
export async function redAlarms(client: CloudWatchClient, names: readonly string[]): Promise<string[]> {
  const red: string[] = [];
  for (let from = 0; from < names.length; from += NAMES_AT_MOST) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(from, from + NAMES_AT_MOST),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        StateValue: 'ALARM',
      }),
    );
    red.push(...[...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmName }) => AlarmName ?? []));
  }
  return red;
}

/** The deployment groups of a stage that have a red alarm. */
export async function redGroups(clients: OperationClients, stage: StageDeclaration): Promise<RedGroup[]> {
  const red: RedGroup[] = [];
  for (const stackName of stacksOf(stage)) {
    for (const { group } of (await readStack(clients, stackName))?.aliases ?? []) {
      const { deploymentGroupInfo: info } = await clients.codedeploy.send(new GetDeploymentGroupCommand(group));
      const { enabled, alarms = [] } = info?.alarmConfiguration ?? {};
      const watched = enabled ? alarms.flatMap(({ name }) => name ?? []) : [];
      const alarmNames = await redAlarms(clients.cloudwatch, watched);
      if (alarmNames.length > 0) red.push({ deploymentGroupName: group.deploymentGroupName, alarmNames });
    }
  }
  return red;
}
