import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { BakeJudgeEnvironment } from '../../../hooks/bake-judge/contract.ts';
import { PostTrafficEnvironment } from '../../../hooks/post-traffic/contract.ts';
import { PreTrafficEnvironment } from '../../../hooks/pre-traffic/contract.ts';
import { studentsTemplate } from '../example-stage.ts';

const template = studentsTemplate();
const idsOf = (type: string, start: string) =>
  Object.keys(template.findResources(type)).filter((id) => id.startsWith(start));

describe('a deployment group', () => {
  test('rolls back on failure, on stop and on alarm, and stops where alarms cannot be read', () => {
    for (const name of ['Prod-addStudentDetails', 'Prod-getStudentDetails']) {
      template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
        DeploymentGroupName: `${name}-live`,
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
        AlarmConfiguration: {
          Enabled: true,
          IgnorePollAlarmFailure: false,
          Alarms: Array.from({ length: 5 }, () => Match.anyValue()),
        },
      });
    }
  });

  test('uses the predefined configuration that matches, and one of our own where none does', () => {
    template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    });
    template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
    const own = studentsTemplate({ shift: { kind: 'linear', percent: 20, everyMinutes: 2 } });
    own.hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
      ComputePlatform: 'Lambda',
      TrafficRoutingConfig: {
        Type: 'TimeBasedLinear',
        TimeBasedLinear: { LinearPercentage: 20, LinearInterval: 2 },
      },
    });
  });
});

describe('the alias', () => {
  const aliases = Object.entries(template.findResources('AWS::Lambda::Alias', { Properties: { Name: 'live' } }));

  test('is moved by CodeDeploy with both hooks', () => {
    expect(aliases).toHaveLength(2);
    for (const [, { UpdatePolicy }] of aliases) {
      expect(UpdatePolicy.CodeDeployLambdaAliasUpdate).toEqual({
        ApplicationName: expect.anything(),
        DeploymentGroupName: expect.anything(),
        BeforeAllowTrafficHook: { Ref: expect.stringMatching(/PreTrafficFunction/) },
        AfterAllowTrafficHook: { Ref: expect.stringMatching(/PostTrafficFunction/) },
      });
    }
  });

  test('changes only after hooks, their rights, alarms and the group', () => {
    const [, alias] = aliases.find(([id]) => id.startsWith('AddStudentDetails')) ?? [];
    const before = new Set(alias?.DependsOn);
    const needed = [
      ...idsOf('AWS::CloudWatch::Alarm', 'AddStudentDetails'),
      ...idsOf('AWS::CodeDeploy::DeploymentGroup', 'AddStudentDetails'),
      ...idsOf('AWS::Lambda::Function', 'AddStudentDetailsP'),
      ...idsOf('AWS::IAM::ManagedPolicy', 'AddStudentDetailsP'),
      ...idsOf('AWS::IAM::ManagedPolicy', 'AddStudentDetailsDeploymentRights'),
      ...idsOf('Custom::FirstVersionCheck', 'AddStudentDetails'),
      ...idsOf('Custom::AlarmsOnVersion', 'AddStudentDetails'),
      ...idsOf('AWS::Lambda::Function', 'AddStudentDetailsBakeJudge'),
      ...idsOf('AWS::IAM::ManagedPolicy', 'AddStudentDetailsBakeJudge'),
      ...idsOf('AWS::Lambda::Permission', 'AddStudentDetailsBakeJudge'),
      ...idsOf('AWS::Events::Rule', 'AddStudentDetailsBakeJudge'),
    ];
    expect(needed).toHaveLength(19);
    expect(needed.filter((id) => !before.has(id))).toEqual([]);
  });

  test('leaves published versions in place for a roll-back', () => {
    template.allResources('AWS::Lambda::Version', { DeletionPolicy: 'RetainExceptOnCreate' });
  });
});

describe('the check of the first version', () => {
  const checks = Object.entries(template.findResources('Custom::FirstVersionCheck'));

  test('is asked of the pre-traffic hook of each function, for its alias', () => {
    expect(checks).toHaveLength(2);
    for (const [id, { Properties }] of checks) {
      const name = id.startsWith('Add') ? 'AddStudentDetails' : 'GetStudentDetails';
      expect(Properties).toEqual({
        ServiceToken: { 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${name}PreTrafficFunction`)), 'Arn'] },
        ServiceTimeout: '360',
        AliasArn: {
          'Fn::Join': [
            '',
            [{ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${name}HandlerFunction`)), 'Arn'] }, ':live'],
          ],
        },
      });
    }
  });

  test('is the same whatever the version: a release asks it nothing', () => {
    for (const [, { Properties }] of checks) expect(JSON.stringify(Properties)).not.toContain('CurrentVersion');
  });
});

describe('the alarms of a new version', () => {
  test('are waited for with each version, all of them, after they have been pointed to it', () => {
    const waits = Object.entries(template.findResources('Custom::AlarmsOnVersion'));
    expect(waits).toHaveLength(2);
    for (const [id, { Properties, DependsOn }] of waits) {
      const name = id.startsWith('Add') ? 'AddStudentDetails' : 'GetStudentDetails';
      const alarms = idsOf('AWS::CloudWatch::Alarm', name);
      expect(Properties.AlarmNames).toHaveLength(alarms.length);
      expect(DependsOn).toEqual(expect.arrayContaining(alarms));
      expect(JSON.stringify(Properties.Version)).toContain('CurrentVersion');
    }
  });

  const dimensions = [
    { Name: 'ExecutedVersion', Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('CurrentVersion'), 'Version'] } },
    { Name: 'FunctionName', Value: 'Prod-addStudentDetails' },
    { Name: 'Resource', Value: 'Prod-addStudentDetails:live' },
  ];
  const watched = (MetricName: string, Stat: string) =>
    Match.objectLike({ MetricStat: { Metric: { MetricName, Dimensions: dimensions }, Stat, Period: 60 } });
  const evaluation = { EvaluationPeriods: 3, DatapointsToAlarm: 2, TreatMissingData: 'notBreaching' };

  test('watch an error rate with a minimum of traffic', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Prod-addStudentDetails-error-rate',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 5,
      ...evaluation,
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(invocations >= 10, 100 * errors / invocations, 0)', ReturnData: true }),
        watched('Invocations', 'Sum'),
        watched('Errors', 'Sum'),
      ]),
    });
  });

  test('watch the 99th percentile of duration with a minimum of traffic', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Prod-addStudentDetails-latency',
      Threshold: 1_000,
      ...evaluation,
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'IF(invocations >= 10, duration, 0)', ReturnData: true }),
        watched('Duration', 'p99'),
      ]),
    });
  });

  test('watch the throttles of the alias, and tell the topic', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Prod-addStudentDetails-throttles',
      MetricName: 'Throttles',
      Threshold: 5,
      ...evaluation,
      AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmTopic') }],
    });
  });
});

describe('the environment that the constructs write', () => {
  /** Environment of one hook with each intrinsic function replaced by a word. */
  function environmentOf(functionName: string): Record<string, string> {
    const found = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: functionName } }),
    );
    const variables: Record<string, unknown> = found[0]?.Properties.Environment.Variables;
    const joined = (value: unknown): string => {
      if (typeof value === 'string') return value;
      if (typeof value !== 'object' || value === null || !('Fn::Join' in value)) return 'resolved';
      const join: unknown = value['Fn::Join'];
      return Array.isArray(join) && Array.isArray(join[1]) ? join[1].map(joined).join('') : 'resolved';
    };
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, joined(value)]));
  }

  test('compares what only reads', () => {
    const shadowOf = (name: string) => PreTrafficEnvironment.parse(environmentOf(`${name}-pre-traffic`)).SHADOW;
    expect(shadowOf('Prod-addStudentDetails')).toBeUndefined();
    expect(shadowOf('Prod-getStudentDetails')).toMatchObject({ aliasArn: 'resolved:live', seed: expect.anything() });
    expect(shadowOf('Prod-getStudentDetails')?.events.map(({ method }) => method)).toEqual([
      'GET',
      'GET',
      'GET',
      'GET',
    ]);
  });

  test('stays far under the 4 kB that Lambda takes: ARNs come on top', () => {
    for (const { Properties } of Object.values(template.findResources('AWS::Lambda::Function'))) {
      expect(JSON.stringify(environmentOf(Properties.FunctionName)).length).toBeLessThan(3_500);
    }
  });

  test.each(['Prod-addStudentDetails', 'Prod-getStudentDetails'])('is what the hooks of %s read', (name) => {
    const pre = PreTrafficEnvironment.parse(environmentOf(`${name}-pre-traffic`));
    expect(pre.LATENCY_LIMIT_MS).toBe(5_000);
    expect(pre.SMOKE_CHECKS.length).toBeGreaterThan(1);
    const post = PostTrafficEnvironment.parse(environmentOf(`${name}-post-traffic`));
    expect(post).toMatchObject({ OBSERVATION_MINUTES: 10, FUNCTION_NAME: name, ALIAS_NAME: 'live' });
    const suffixes = ['error-rate', 'latency', 'throttles', 'judge-evidence', 'judge-silent'];
    expect(post.ALARM_NAMES).toEqual(suffixes.map((suffix) => `${name}-${suffix}`));
    const judge = BakeJudgeEnvironment.parse(environmentOf(`${name}-bake-judge`));
    expect(judge).toMatchObject({
      APPLICATION_NAME: name,
      DEPLOYMENT_GROUP_NAME: `${name}-live`,
      ALPHA: 0.01,
      SLOW_MS: 1_000,
      MARGIN_PERCENT: 5,
      LOOK_SECONDS: 10,
    });
    expect(post.API_URL).toBe('https://resolved.execute-api.eu-west-1.resolved/v1/');
  });
});
