import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
} from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import type { SafetyEndpoint } from './endpoint.ts';
import type { TakenBack } from './outcome.ts';
import { ALIAS_NAME, functionNameOf, groupNameOf, NEW_VERSION, OLD_VERSION, type Strategy } from './strategies.ts';

/** The deployments of one strategy's group, through the APIs that anybody would use. */
export interface ReleasedGroup {
  /** Puts the alias on the old version, where a release that went through has left it on the new one. */
  reset(): Promise<void>;
  /** Starts the deployment of the new version. @returns its id */
  release(): Promise<string>;
  /** Those of the group's alarms that are red. */
  redAlarms(): Promise<string[]>;
  /** How a deployment that has ended has ended: undefined where the new version stays. */
  takenBack(deploymentId: string): Promise<TakenBack | undefined>;
}

const ALARM_TYPES: ('MetricAlarm' | 'CompositeAlarm')[] = ['MetricAlarm'];

function instant(time: Date | undefined, of: string): number {
  if (time === undefined) throw new Error(`There is no time of ${of}`);
  return time.getTime();
}

export function releasedGroup(endpoint: SafetyEndpoint, strategy: Strategy): ReleasedGroup {
  const codedeploy = endpoint.client(CodeDeployClient);
  const cloudwatch = endpoint.client(CloudWatchClient);
  const lambda = endpoint.client(LambdaClient);
  const FunctionName = functionNameOf(strategy);
  const group = { applicationName: FunctionName, deploymentGroupName: groupNameOf(strategy) };

  const deployment = async (deploymentId: string): Promise<DeploymentInfo> => {
    const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (deploymentInfo === undefined) throw new Error(`There is no deployment ${deploymentId}`);
    return deploymentInfo;
  };
  const alarms = async () => {
    const { deploymentGroupInfo } = await codedeploy.send(new GetDeploymentGroupCommand(group));
    const AlarmNames = (deploymentGroupInfo?.alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []);
    if (AlarmNames.length === 0) return [];
    const described = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ALARM_TYPES }));
    return (described.MetricAlarms ?? []).filter(({ StateValue }) => StateValue === 'ALARM');
  };
  const checkRestored = async (): Promise<void> => {
    const { FunctionVersion, RoutingConfig } = await lambda.send(
      new GetAliasCommand({ FunctionName, Name: ALIAS_NAME }),
    );
    const split = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {});
    if (FunctionVersion !== OLD_VERSION || split.length > 0)
      throw new Error(`${FunctionName} was taken back and is on version ${[FunctionVersion, ...split].join(' and ')}`);
  };

  return {
    reset: async () => {
      const RoutingConfig = { AdditionalVersionWeights: {} };
      const to = { FunctionName, Name: ALIAS_NAME, FunctionVersion: OLD_VERSION, RoutingConfig };
      await lambda.send(new UpdateAliasCommand(to));
    },
    release: async () => {
      const Properties = {
        Name: FunctionName,
        Alias: ALIAS_NAME,
        CurrentVersion: OLD_VERSION,
        TargetVersion: NEW_VERSION,
      };
      const Resources = [{ released: { Type: 'AWS::Lambda::Function', Properties } }];
      const content = JSON.stringify({ version: 0, Resources });
      const { deploymentId } = await codedeploy.send(
        new CreateDeploymentCommand({
          ...group,
          revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
        }),
      );
      if (deploymentId === undefined) throw new Error(`CodeDeploy gave the release of ${FunctionName} no id`);
      return deploymentId;
    },
    redAlarms: async () => (await alarms()).map(({ AlarmName }) => AlarmName ?? ''),
    takenBack: async (deploymentId) => {
      const { status, errorInformation, createTime, rollbackInfo } = await deployment(deploymentId);
      if (status === 'Succeeded') return undefined;
      if (status !== 'Stopped' || errorInformation?.code !== 'ALARM_ACTIVE')
        throw new Error(`The release of ${FunctionName} ended as ${status}: ${errorInformation?.message}`);
      const back = await deployment(rollbackInfo?.rollbackDeploymentId ?? '');
      if (back.status !== 'Succeeded') throw new Error(`The rollback of ${FunctionName} is ${back.status}`);
      await checkRestored();
      const startMs = instant(createTime, `the start of ${deploymentId}`);
      const red = await alarms();
      const redMs = red.map(({ StateTransitionedTimestamp: at, AlarmName }) => instant(at, `${AlarmName} being red`));
      return {
        detectedSeconds: (Math.min(...redMs) - startMs) / 1000,
        restoredSeconds: (instant(back.completeTime, 'the end of the rollback') - startMs) / 1000,
        alarms: red.map(({ AlarmName }) => AlarmName ?? ''),
      };
    },
  };
}
