import { describe, expect, test } from '@jest/globals';
import type { FreezePeriod } from '../../hooks/freeze-gate/contract.ts';
import { readPipeline, rightsOf } from './read-template.ts';
import { environment, FixtureStage, synthesize } from './synthesize.ts';

const period: FreezePeriod = {
  name: 'Christmas',
  from: '2026-12-24T18:00',
  to: '2026-12-27T08:00',
  timeZone: 'Europe/Berlin',
  reason: 'nobody is in the office',
};
const alias = { functionName: 'Prod-add', aliasName: 'live' };
const template = synthesize({
  environments: [
    environment({ conditions: { bake: { minutes: 30, alarmNames: ['errors', 'latency'] } } }),
    environment({
      name: 'Prod',
      conditions: {
        freeze: true,
        beforeEntry: [{ kind: 'alarm', alarmName: 'incident', waitMinutes: 0 }],
        bake: { minutes: 5, alarmNames: ['errors'], onAlarm: 'fail' },
      },
    }),
    environment({ name: 'Away', account: '444455556666' }),
  ],
  freezePeriods: [period],
  application: (scope, id, props) => new FixtureStage(scope, id, props, 'exports.handler = 1', [alias]),
});
const stage = (name: string) => readPipeline(template).Properties.Stages.find((one) => one.Name === name);
const roleLike = (start: string) =>
  Object.keys(template.findResources('AWS::IAM::Role')).find((id) => id.startsWith(start)) ?? `no role ${start}`;
const functionNamed = (name: string) => {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: name } }),
  );
  return found?.Properties;
};

describe('the freeze gate', () => {
  test('is asked before the stage that keeps the calendar, and tells which stage it is', () => {
    expect(stage('Prod')?.BeforeEntry).toMatchObject({
      Conditions: [
        {
          Result: 'FAIL',
          Rules: [
            { Name: 'Alarm1' },
            {
              Name: 'Freeze',
              RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'LambdaInvoke', Version: '1' },
              Configuration: { FunctionName: 'slipway-freeze-gate', UserParameters: '{"stage":"Prod"}' },
              RoleArn: { 'Fn::GetAtt': [expect.stringMatching(/^ReleaseProdFreezeRole/), 'Arn'] },
            },
            { Name: 'AliasGuard' },
          ],
        },
      ],
    });
    expect(JSON.stringify(stage('Beta')?.BeforeEntry)).not.toContain('Freeze');
  });

  test('has the calendar in its environment, so that a new period leaves the pipeline’s structure alone', () => {
    expect(JSON.parse(functionNamed('slipway-freeze-gate').Environment.Variables.FREEZE_CALENDAR)).toEqual([period]);
    expect(JSON.stringify(template.findResources('AWS::CodePipeline::Pipeline'))).not.toContain('Christmas');
  });

  test('its rule may invoke it and do nothing else', () => {
    const [statement] = rightsOf(template, roleLike('ReleaseProdFreezeRole'));
    expect(rightsOf(template, roleLike('ReleaseProdFreezeRole'))).toHaveLength(1);
    expect(statement).toMatchObject({
      Effect: 'Allow',
      Action: ['lambda:InvokeFunction'],
      Resource: [{ 'Fn::GetAtt': [expect.stringMatching(/^FreezeGateFunction/), 'Arn'] }],
    });
  });

  test('it may answer and log, and read nothing', () => {
    expect(
      rightsOf(template, roleLike('FreezeGateRightsRole'))
        .flatMap(({ Action }) => Action)
        .sort(),
    ).toEqual([
      'codepipeline:PutJobFailureResult',
      'codepipeline:PutJobSuccessResult',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });
});

describe('the alias guard', () => {
  test('is asked before every stage in the pipeline’s account, and before none elsewhere', () => {
    expect(
      ['Beta', 'Prod', 'Away'].map((name) => JSON.stringify(stage(name)?.BeforeEntry)?.includes('AliasGuard')),
    ).toEqual([true, true, undefined]);
    expect(JSON.parse(functionNamed('slipway-alias-guard').Environment.Variables.ALIASES)).toEqual({
      Beta: [alias],
      Prod: [alias],
    });
  });

  test('it may read the aliases of exactly these functions', () => {
    const [statement] = rightsOf(template, roleLike('AliasGuardGateRightsRole')).filter(({ Action }) =>
      Action.some((action) => String(action).startsWith('lambda:')),
    );
    expect(statement).toEqual({
      Effect: 'Allow',
      Action: ['lambda:GetAlias'],
      Resource: ['arn:aws:lambda:eu-west-1:111122223333:function:Prod-add'],
    });
  });
});

describe('a bake', () => {
  test('watches its alarms once the stage’s actions are done, and takes the stage back', () => {
    const rule = (name: string, alarmName: string) => ({
      Name: name,
      RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
      Configuration: { AlarmName: alarmName, WaitTime: '30' },
      RoleArn: { 'Fn::GetAtt': [expect.stringMatching(`^ReleaseBeta${name}Role`), 'Arn'] },
    });
    expect(stage('Beta')?.OnSuccess).toEqual({
      Conditions: [{ Result: 'ROLLBACK', Rules: [rule('Bake1', 'errors'), rule('Bake2', 'latency')] }],
    });
  });

  test('or only fails it, where its entry says so', () => {
    expect(stage('Prod')?.OnSuccess).toMatchObject({ Conditions: [{ Result: 'FAIL' }] });
  });

  test('its rule may read its alarm and do nothing else', () => {
    expect(rightsOf(template, roleLike('ReleaseBetaBake2Role'))).toEqual([
      {
        Effect: 'Allow',
        Action: ['cloudwatch:DescribeAlarms'],
        Resource: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:latency'],
      },
    ]);
  });
});

test('the pipeline may assume the roles of all its rules', () => {
  const assumed = JSON.stringify(rightsOf(template, roleLike('ReleaseServiceRole')));
  for (const role of ['ReleaseProdAlarm1', 'ReleaseProdFreeze', 'ReleaseBetaAliasGuard', 'ReleaseProdBake1'])
    expect(assumed).toContain(roleLike(`${role}Role`));
});

describe('a calendar that cannot hold is refused', () => {
  const frozen = environment({ name: 'Prod', conditions: { freeze: true } });
  test.each([
    [{ ...period, timeZone: 'Mars/Base' }, 'period \'Christmas\': timeZone is "Mars/Base": must be an IANA time zone'],
    [{ ...period, to: '2026-12-24' }, 'period \'Christmas\': to is "2026-12-24": must be a date and time'],
    [{ ...period, stages: ['Gamma'] }, "there is no stage 'Gamma' with a freeze gate; those are Prod"],
  ])('%j', (wrong, message) => {
    expect(() => synthesize({ environments: [frozen], freezePeriods: [wrong] })).toThrow(message);
  });

  test('because no stage keeps it', () => {
    expect(() => synthesize({ environments: [environment()], freezePeriods: [period] })).toThrow(
      'there are freeze periods, and no stage keeps them',
    );
  });

  test('because the function’s environment cannot hold it', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...period, name: `Freeze ${index}` }));
    expect(() => synthesize({ environments: [frozen], freezePeriods: many })).toThrow(/takes \d+ bytes.*holds 4096/);
  });
});
