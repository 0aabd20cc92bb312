import { UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchClient,
  PutMetricAlarmCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, ListDeploymentsCommand, StopDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCloudformation } from '../../../rehearsal/services/cloudformation/index.ts';
import { resourceTypes } from '../../../rehearsal/services/cloudformation/resources/index.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { codedeploy } from '../../../rehearsal/services/codedeploy/index.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { ACCOUNT, startTestRehearsal } from '../../helpers/rehearsal.ts';
import { createScenario } from './fake-types.ts';
import { type StackTest, stackTest } from './stacks.ts';

/*
 * A stack with two functions, each behind an alias that its own deployment group shifts. Lambda, CodeDeploy, CloudWatch
 * and CloudFormation are the real ones of the rehearsal; an alarm is red because the test says so.
 */

const MINUTE_MS = 60_000;
let stacks: StackTest;

beforeEach(async () => {
  const services = [createCloudformation(resourceTypes), codedeploy, cloudwatch, lambda, logs, iam, sts];
  stacks = stackTest(await startTestRehearsal(services), createScenario());
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
  for (const AlarmName of ['Quick', 'Slow'])
    await stacks.local.client(CloudWatchClient).send(
      new PutMetricAlarmCommand({
        AlarmName,
        Namespace: 'Test',
        MetricName: 'Nothing',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      }),
    );
  await setAlarm('Quick', 'OK');
  await setAlarm('Slow', 'OK');
});
afterEach(() => stacks.local.stop());

async function setAlarm(AlarmName: string, StateValue: StateValue) {
  await stacks.local
    .client(CloudWatchClient)
    .send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
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
const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';
/** `Quick` has all the traffic of its new version at once; `Slow` is shifted by a canary of five minutes. */
const template = (release: number, quick = 'CodeDeployDefault.LambdaAllAtOnce') => ({
  Resources: { ...released('Quick', quick, release), ...released('Slow', CANARY, release) },
});

/** `name version`, with the second version's share where there is one. */
async function aliases(): Promise<string[]> {
  return Promise.all(
    ['Quick', 'Slow'].map(async (FunctionName) => {
      const alias = await stacks.local.client(LambdaClient).send(new GetAliasCommand({ FunctionName, Name: 'live' }));
      const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionName, alias.FunctionVersion, ...weights.map(([version, share]) => `${version}:${share}`)].join(
        ' ',
      );
    }),
  );
}

async function begin(release: number, quick?: string) {
  const TemplateBody = JSON.stringify(template(release, quick));
  await stacks.client().send(new UpdateStackCommand({ StackName: 'unit', TemplateBody }));
  await stacks.local.clock.advance(2 * MINUTE_MS);
}

const OLD = ['Quick 1', 'Slow 1'];

test('a good release brings both functions to the new version', async () => {
  await stacks.create('unit', template(1));
  expect(await aliases()).toEqual(OLD);
  await begin(2);
  expect(await aliases()).toEqual(['Quick 2', 'Slow 1 2:0.1']);
  expect(await stacks.settle('unit')).toBe('UPDATE_COMPLETE');
  expect(await aliases()).toEqual(['Quick 2', 'Slow 2']);
});

test('one bad function brings back the other one too, though its deployment had succeeded', async () => {
  await stacks.create('unit', template(1));
  await begin(2);
  await setAlarm('Slow', 'ALARM');
  expect(await stacks.settle('unit')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aliases()).toEqual(OLD);
});

test('also when both are in the middle of their shift', async () => {
  await stacks.create('unit', template(1));
  await begin(2, CANARY);
  expect(await aliases()).toEqual(['Quick 1 2:0.1', 'Slow 1 2:0.1']);
  await setAlarm('Quick', 'ALARM');
  expect(await stacks.settle('unit')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aliases()).toEqual(OLD);
});

test('also when the alarms of both are red by then: a red alarm does not hold up the way back', async () => {
  await stacks.create('unit', template(1));
  await begin(2);
  await setAlarm('Quick', 'ALARM');
  await setAlarm('Slow', 'ALARM');
  expect(await stacks.settle('unit')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aliases()).toEqual(OLD);
});

test('and the next release shifts both again', async () => {
  await stacks.create('unit', template(1));
  await begin(2);
  await setAlarm('Slow', 'ALARM');
  await stacks.settle('unit');
  await setAlarm('Slow', 'OK');
  await begin(3);
  expect(await stacks.settle('unit')).toBe('UPDATE_COMPLETE');
  expect(await aliases()).toEqual(['Quick 3', 'Slow 3']);
});

test('after a kill in the middle of the way back both are where they were', async () => {
  await stacks.create('unit', template(1));
  await begin(2);
  await setAlarm('Slow', 'ALARM');
  await stacks.local.clock.advance(15_000);
  stacks.local = await stacks.local.restart();
  expect(await stacks.settle('unit')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await aliases()).toEqual(OLD);
});

test('a deployment that somebody stops without a rollback leaves its alias split, and the stack says so', async () => {
  await stacks.create('unit', template(1));
  await begin(2);
  const client = stacks.local.client(CodeDeployClient);
  const { deployments: [deploymentId] = [] } = await client.send(
    new ListDeploymentsCommand({
      applicationName: 'Slow',
      deploymentGroupName: 'Slow',
      includeOnlyStatuses: ['InProgress'],
    }),
  );
  await client.send(new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: false }));
  expect(await stacks.settle('unit')).toBe('UPDATE_ROLLBACK_FAILED');
  expect(await aliases()).toEqual(['Quick 1', 'Slow 1 2:0.1']);
});
