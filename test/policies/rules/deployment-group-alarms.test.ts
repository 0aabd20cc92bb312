import { expect, test } from '@jest/globals';
import { deploymentGroupAlarms as rule } from '../../../policies/rules/deployment-group-alarms.ts';
import { findingsOf } from '../check-rule.ts';

const group = (AlarmConfiguration?: object) =>
  findingsOf(rule, { Group: ['AWS::CodeDeploy::DeploymentGroup', { AlarmConfiguration }] });
const Alarms = [{ Name: { Ref: 'Alarm' } }];

test('a group with alarms is watched', () => {
  expect(group({ Enabled: true, Alarms })).toEqual([]);
  expect(group({ Enabled: true, Alarms, IgnorePollAlarmFailure: false })).toEqual([]);
});

test.each([
  ['no configuration', undefined],
  ['no alarm', { Enabled: true, Alarms: [] }],
  ['alarms that are switched off', { Enabled: false, Alarms }],
])('a group with %s is not', (_, configuration) => {
  expect(group(configuration)).toEqual(['Group Alarms']);
});

test('an alarm that cannot be read must not be taken for a quiet one', () => {
  expect(group({ Enabled: true, Alarms, IgnorePollAlarmFailure: true })).toEqual(['Group IgnorePollAlarmFailure']);
});

test('CloudFormation takes truth values as text as well', () => {
  expect(group({ Enabled: 'false', Alarms })).toEqual(['Group Alarms']);
  expect(group({ Enabled: true, Alarms, IgnorePollAlarmFailure: 'true' })).toEqual(['Group IgnorePollAlarmFailure']);
  expect(group({ Enabled: 'true', Alarms, IgnorePollAlarmFailure: 'false' })).toEqual([]);
});

test('what is only known at deployment is not known to be watched', () => {
  expect(group({ Enabled: { Ref: 'Parameter' }, Alarms })).toEqual(['Group Alarms']);
  expect(group({ Enabled: true, Alarms, IgnorePollAlarmFailure: { Ref: 'Parameter' } })).toEqual([
    'Group IgnorePollAlarmFailure',
  ]);
});
