import { expect, test } from '@jest/globals';
import { readPipeline, rightsOf } from './read-template.ts';
import { environment, synthesize } from './synthesize.ts';

const template = synthesize({
  environments: [
    environment({
      conditions: {
        beforeEntry: [
          { kind: 'alarm', alarmName: 'incident', waitMinutes: 3 },
          { kind: 'deploymentWindow', cron: '* * 8-16 ? * MON-FRI', timeZone: 'Europe/Berlin' },
        ],
        onFailure: 'rollback',
      },
    }),
    environment({ name: 'Prod', conditions: { onFailure: 'retryFailedActions' } }),
    environment({ name: 'Last' }),
  ],
});
const stage = (name: string) => readPipeline(template).Properties.Stages.find((one) => one.Name === name);
const ALARM_ROLE = /^ReleaseBetaAlarm1Role/;

test('a red alarm and a closed window keep a release out of a stage', () => {
  expect(stage('Beta')?.BeforeEntry).toEqual({
    Conditions: [
      {
        Result: 'FAIL',
        Rules: [
          {
            Name: 'Alarm1',
            RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
            Configuration: { AlarmName: 'incident', WaitTime: '3' },
            RoleArn: { 'Fn::GetAtt': [expect.stringMatching(ALARM_ROLE), 'Arn'] },
          },
          {
            Name: 'Window2',
            RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: '1' },
            Configuration: { Cron: '* * 8-16 ? * MON-FRI', TimeZone: 'Europe/Berlin' },
          },
        ],
      },
    ],
  });
});

test('a failed stage goes back or tries again, as its entry says', () => {
  expect(stage('Beta')?.OnFailure).toEqual({ Result: 'ROLLBACK' });
  expect(stage('Prod')?.OnFailure).toEqual({ Result: 'RETRY', RetryConfiguration: { RetryMode: 'FAILED_ACTIONS' } });
});

test('a stage without conditions has none', () => {
  expect(stage('Last')?.BeforeEntry).toBeUndefined();
  expect(stage('Last')?.OnFailure).toBeUndefined();
});

test('the rule may read its alarm and do nothing else, and the pipeline may assume its role', () => {
  const role = Object.keys(template.findResources('AWS::IAM::Role')).find((id) => ALARM_ROLE.test(id)) ?? '';
  expect(rightsOf(template, role)).toEqual([
    {
      Effect: 'Allow',
      Action: ['cloudwatch:DescribeAlarms'],
      Resource: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:incident'],
    },
  ]);
  const service =
    Object.keys(template.findResources('AWS::IAM::Role')).find((id) => id.startsWith('ReleaseServiceRole')) ?? '';
  expect(JSON.stringify(rightsOf(template, service))).toContain(role);
});
