import { expect, test } from '@jest/globals';
import { deploymentGroupRollback as rule } from '../../../policies/rules/deployment-group-rollback.ts';
import { findingsOf } from '../check-rule.ts';

const ALL = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'];
const group = (AutoRollbackConfiguration: object | undefined, Alarms: object[] = [{ Name: 'alarm' }]) =>
  findingsOf(rule, {
    Group: [
      'AWS::CodeDeploy::DeploymentGroup',
      { AutoRollbackConfiguration, AlarmConfiguration: { Enabled: true, Alarms } },
    ],
  });

test('a group that rolls back on failure, stop and alarm is right', () => {
  expect(group({ Enabled: true, Events: ALL })).toEqual([]);
});

test.each(ALL)('%s must not be left out', (event) => {
  const events = ALL.filter((other) => other !== event);
  expect(group({ Enabled: true, Events: events })).toEqual([`Group ${event}`]);
});

test('a rollback that is not there or switched off covers nothing', () => {
  expect(group(undefined)).toEqual(ALL.map((event) => `Group ${event}`));
  expect(group({ Enabled: false, Events: ALL })).toEqual(ALL.map((event) => `Group ${event}`));
});

test('without alarms there is none to roll back on', () => {
  expect(group({ Enabled: true, Events: ALL.slice(0, 2) }, [])).toEqual([]);
});

test('CloudFormation takes truth values as text as well', () => {
  expect(group({ Enabled: 'true', Events: ALL })).toEqual([]);
  expect(group({ Enabled: 'false', Events: ALL })).toEqual(ALL.map((event) => `Group ${event}`));
});
