import { expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SafetyStack } from '../../../bench/safety/stack.ts';
import {
  functionNameOf,
  groupNameOf,
  NEW_VERSION,
  STRATEGIES,
  type Strategy,
} from '../../../bench/safety/strategies.ts';

const template = Template.fromStack(new SafetyStack(new cdk.App(), 'Safety', {}));

function alarmsOf(strategy: Strategy): number {
  const [group] = Object.values(
    template.findResources('AWS::CodeDeploy::DeploymentGroup', {
      Properties: { DeploymentGroupName: groupNameOf(strategy) },
    }),
  );
  return group?.Properties.AlarmConfiguration?.Alarms?.length ?? 0;
}

test('each strategy has a group, and ours all the alarms that the product gives to a function', () => {
  expect(STRATEGIES.map((strategy) => [strategy, alarmsOf(strategy)])).toEqual([
    ['all-at-once', 0],
    ['errors-above-zero', 1],
    ['error-rate-5', 1],
    ['judge-of-users', 5],
    ['slipway', 6],
  ]);
});

test('every canary is the same one', () => {
  template.resourcePropertiesCountIs(
    'AWS::CodeDeploy::DeploymentGroup',
    { DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes' },
    4,
  );
});

test('the alarm of the samples watches the new version alone, which is kind to it', () => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: functionNameOf('errors-above-zero'),
    MetricName: 'Errors',
    Threshold: 0,
    EvaluationPeriods: 2,
    Dimensions: Match.arrayWith([{ Name: 'ExecutedVersion', Value: NEW_VERSION }]),
  });
});

test('synthetic traffic asks the version that is released and the one before it, and no other', () => {
  const released = JSON.stringify(template.findResources('AWS::IAM::ManagedPolicy'));
  const [role] = Object.values(
    template.findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: `${functionNameOf('slipway')}-synthetic-traffic` },
    }),
  );
  const { NEW_VERSION_ARN, BASELINE_ALIAS_ARN } = role?.Properties.Environment.Variables ?? {};
  expect(JSON.stringify(NEW_VERSION_ARN)).toContain(`:${NEW_VERSION}`);
  for (const asked of [NEW_VERSION_ARN, BASELINE_ALIAS_ARN]) expect(released).toContain(JSON.stringify(asked));
});
