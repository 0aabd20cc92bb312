import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, type StateValue } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, ListDeploymentsCommand, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { createCloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { resourceTypes } from '../../../rehearsal/services/cloudformation/resources/index.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, startTestRehearsal } from '../../helpers/rehearsal.ts';
import { putQuietAlarm, setAlarm } from '../cloudwatch/quiet-alarm.ts';
import { createScenario } from './fake-types.ts';
import { type StackTest, stackTest } from './stacks.ts';

/*
 * A stack with two functions, each behind an alias that its own deployment group shifts. Lambda, CodeDeploy, CloudWatch
 * and CloudFormation are the real ones of the rehearsal; an alarm is red because the test says so.
 */

const MINUTE_MS = 60_000;
export const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';
export const STACK = 'unit';

export interface TwoFunctions {
  readonly stacks: StackTest;
  setAlarm(name: 'Quick' | 'Slow', state: StateValue): Promise<void>;
  /** `name version`, with the second version's share where there is one. */
  aliases(): Promise<string[]>;
  /** Makes the stack, with version 1 of both. */
  create(): Promise<void>;
  /** Begins a release, and lets two minutes pass. */
  begin(release: number, quick?: string): Promise<void>;
  /** Stops the deployment of `Slow` that is under way, and leaves the alias as it is. */
  stopWithoutRollback(): Promise<void>;
}

const released = (name: string, configuration: string, release: number) => ({
  [`${name}Function`]: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: `arn:aws:iam::${ACCOUNT}:role/lambda`,
      Code: { ZipFile: `exports.handler = async () => ${release};` },
    },
  },
  [`${name}Version${release}`]: {
    Type: 'AWS::Lambda::Version',
    DeletionPolicy: 'Retain',
    Properties: { FunctionName: { Ref: `${name}Function` } },
  },
  [`${name}Application`]: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName: name, ComputePlatform: 'Lambda' },
  },
  [`${name}Group`]: {
    Type: 'AWS::CodeDeploy::DeploymentGroup',
    Properties: {
      ApplicationName: { Ref: `${name}Application` },
      DeploymentGroupName: name,
      ServiceRoleArn: `arn:aws:iam::${ACCOUNT}:role/codedeploy`,
      DeploymentConfigName: configuration,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AlarmConfiguration: { Enabled: true, Alarms: [{ Name: name }] },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    },
  },
  [`${name}Alias`]: {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      FunctionName: { Ref: `${name}Function` },
      Name: 'live',
      FunctionVersion: { 'Fn::GetAtt': [`${name}Version${release}`, 'Version'] },
    },
    UpdatePolicy: {
      CodeDeployLambdaAliasUpdate: {
        ApplicationName: { Ref: `${name}Application` },
        DeploymentGroupName: { Ref: `${name}Group` },
      },
    },
  },
});
/** `Quick` has all the traffic of its new version at once; `Slow` is shifted by a canary of five minutes. */
const template = (release: number, quick = 'CodeDeployDefault.LambdaAllAtOnce') => ({
  Resources: { ...released('Quick', quick, release), ...released('Slow', CANARY, release) },
});

export async function startTwoFunctions(further: readonly Service[] = []): Promise<TwoFunctions> {
  const services = [createCloudformation(resourceTypes), codedeploy, cloudwatch, lambda, logs, iam, sts, ...further];
  const stacks = stackTest(await startTestRehearsal(services), createScenario());
  for (const service of ['lambda', 'codedeploy'])
    await stacks.local.client(IAMClient).send(
      new CreateRoleCommand({
        RoleName: service,
        AssumeRolePolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: `${service}.amazonaws.com` }, Action: 'sts:AssumeRole' },
          ],
        }),
      }),
    );
  const deployments = stacks.local.client(CodeDeployClient);
  const slowDeployment = async () => {
    const group = { applicationName: 'Slow', deploymentGroupName: 'Slow' };
    const listed = await deployments.send(
      new ListDeploymentsCommand({ ...group, includeOnlyStatuses: ['InProgress'] }),
    );
    return listed.deployments?.[0];
  };
  const two: TwoFunctions = {
    stacks,
    setAlarm: async (alarmName, state) => {
      await setAlarm(stacks.local.client(CloudWatchClient), alarmName, state);
    },
    aliases: () =>
      Promise.all(
        ['Quick', 'Slow'].map(async (FunctionName) => {
          const alias = await stacks.local
            .client(LambdaClient)
            .send(new GetAliasCommand({ FunctionName, Name: 'live' }));
          const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
          const split = weights.map(([version, share]) => `${version}:${share}`);
          return [FunctionName, alias.FunctionVersion, ...split].join(' ');
        }),
      ),
    create: async () => {
      await stacks.create(STACK, template(1));
    },
    begin: async (release, quick) => {
      const TemplateBody = JSON.stringify(template(release, quick));
      await stacks.client().send(new UpdateStackCommand({ StackName: STACK, TemplateBody }));
      // The stack's update takes as long as the machine does; the canary's minutes are counted from its start.
      while ((await slowDeployment()) === undefined) await stacks.local.clock.advance(1000);
      await stacks.local.clock.advance(2 * MINUTE_MS);
    },
    stopWithoutRollback: async () => {
      const deploymentId = await slowDeployment();
      await deployments.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }));
    },
  };
  for (const AlarmName of ['Quick', 'Slow'] as const) {
    await putQuietAlarm(stacks.local.client(CloudWatchClient), AlarmName);
    await two.setAlarm(AlarmName, 'OK');
  }
  return two;
}
