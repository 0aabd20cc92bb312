import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BakeJudge } from '../../../app/release/bake-judge.ts';
import { PROD, studentsTemplate } from '../example-stage.ts';

const template = studentsTemplate();
const NAME = 'Prod-addStudentDetails';
const VERSION = { 'Fn::GetAtt': [Match.stringLikeRegexp('^AddStudentDetails.*CurrentVersion'), 'Version'] };
const arn = (service: string, rest: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:${service}:eu-west-1:111111111111:${rest}`]],
});

/** The statements of the judge's role, as they are in the template. */
function statements(from = template): readonly Record<string, unknown>[] {
  const policies = Object.entries(from.findResources('AWS::IAM::ManagedPolicy'));
  const [, policy] = policies.find(([id]) => id.startsWith('AddStudentDetailsBakeJudgeFunctionRights')) ?? [];
  return policy?.Properties.PolicyDocument.Statement ?? [];
}
const actions = (statement: Record<string, unknown>): unknown[] => [statement.Action].flat();

describe('the judge’s role', () => {
  test('can neither stop nor pass a release, nor touch a function, an alias or an alarm', () => {
    const allowed = statements().flatMap(actions).sort();
    expect(allowed).toEqual([
      'cloudwatch:GetMetricData',
      'cloudwatch:PutMetricData',
      'codedeploy:GetDeployment',
      'codedeploy:ListDeployments',
      'events:DisableRule',
      'events:EnableRule',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ]);
  });

  test('sees the deployments of its own group only', () => {
    const [reading] = statements().filter((one) => actions(one).includes('codedeploy:ListDeployments'));
    expect(reading?.Resource).toEqual(arn('codedeploy', `deploymentgroup:${NAME}/${NAME}-live`));
  });

  test('enables and disables its own schedule only', () => {
    const [switching] = statements().filter((one) => actions(one).includes('events:EnableRule'));
    expect(switching?.Resource).toEqual(arn('events', `rule/${NAME}-bake-judge`));
  });

  test.each([
    'Beta',
    'Prod',
  ])('writes metrics to its own namespace only, so that in %s it says nothing about other stages', (name) => {
    const own = statements(studentsTemplate({ name }));
    const writing = own.filter((one) => actions(one).includes('cloudwatch:PutMetricData'));
    expect(writing).toEqual([
      {
        Effect: 'Allow',
        Action: 'cloudwatch:PutMetricData',
        Resource: '*',
        Condition: { StringEquals: { 'cloudwatch:namespace': `Slipway/BakeJudge/${name}-addStudentDetails-live` } },
      },
    ]);
  });
});

describe('the judge is woken', () => {
  const target = Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('BakeJudgeFunction'), 'Arn'] } });

  test('every minute, by a schedule that is off until a deployment starts', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `${NAME}-bake-judge`,
      ScheduleExpression: 'rate(1 minute)',
      State: 'DISABLED',
      Targets: [target],
    });
  });

  test('by the starts and ends of deployments of its own group', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        detail: {
          application: [NAME],
          deploymentGroup: [`${NAME}-live`],
          state: ['START', 'SUCCESS', 'FAILURE', 'STOP'],
        },
      },
      State: 'ENABLED',
      Targets: [target],
    });
  });

  test('by these two rules only', () => {
    const permissions = Object.entries(template.findResources('AWS::Lambda::Permission')).filter(([id]) =>
      id.startsWith('AddStudentDetailsBakeJudge'),
    );
    expect(permissions.map(([, { Properties }]) => Properties)).toEqual(
      ['Schedule', 'Deployments'].map((rule) => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: expect.anything(),
        Principal: 'events.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [expect.stringMatching(`^AddStudentDetailsBakeJudge${rule}`), 'Arn'] },
      })),
    );
  });

  test('and is given up on soon: a look that comes late is of no use', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('BakeJudgeFunction') },
      MaximumEventAgeInSeconds: 120,
    });
  });
});

describe('the alarms of the judge', () => {
  const evidence = [
    { Name: 'DeploymentGroup', Value: `${NAME}-live` },
    { Name: 'Version', Value: VERSION },
  ];

  test('stop a shift at the first look beyond log(1/alpha), and stay red for a minute', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${NAME}-judge-evidence`,
      Namespace: `Slipway/BakeJudge/${NAME}-live`,
      MetricName: 'LogEvidence',
      Dimensions: evidence,
      Statistic: 'Maximum',
      Period: 10,
      EvaluationPeriods: 6,
      DatapointsToAlarm: 1,
      Threshold: Math.log(100),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    });
  });

  test('stop a shift that nobody judges for two minutes', () => {
    const invocations = (Dimensions: unknown) =>
      Match.objectLike({
        MetricStat: { Metric: Match.objectLike({ MetricName: 'Invocations', Dimensions }), Period: 60, Stat: 'Sum' },
      });
    const ofAlias = [
      { Name: 'FunctionName', Value: NAME },
      { Name: 'Resource', Value: `${NAME}:live` },
    ];
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `${NAME}-judge-silent`,
      EvaluationPeriods: 2,
      DatapointsToAlarm: 2,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      Metrics: Match.arrayWith([
        Match.objectLike({
          Expression: 'IF(shifted > 0 AND alias > shifted AND SUM([0 * shifted, looks]) < 1, 1, 0)',
          ReturnData: true,
        }),
        invocations(ofAlias),
        invocations([{ Name: 'ExecutedVersion', Value: VERSION }, ...ofAlias]),
        Match.objectLike({
          MetricStat: {
            Metric: {
              Namespace: `Slipway/BakeJudge/${NAME}-live`,
              MetricName: 'Looks',
              Dimensions: [{ Name: 'DeploymentGroup', Value: `${NAME}-live` }],
            },
            Period: 60,
            Stat: 'Sum',
          },
        }),
      ]),
    });
  });

  test('are in the deployment group, and CodeDeploy may read them', () => {
    const ids = Object.keys(template.findResources('AWS::CloudWatch::Alarm')).filter((id) =>
      id.startsWith('AddStudentDetailsBakeJudge'),
    );
    expect(ids).toHaveLength(2);
    const groups = Object.entries(template.findResources('AWS::CodeDeploy::DeploymentGroup'));
    const [, group] = groups.find(([id]) => id.startsWith('AddStudentDetails')) ?? [];
    expect(group?.Properties.AlarmConfiguration.Alarms).toEqual(
      expect.arrayContaining(ids.map((Ref) => ({ Name: { Ref } }))),
    );
    const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
    const [, rights] = policies.find(([id]) => id.startsWith('AddStudentDetailsDeploymentRights')) ?? [];
    const readable: Record<string, unknown>[] = rights?.Properties.PolicyDocument.Statement;
    const [reading] = readable.filter((one) => actions(one).includes('cloudwatch:DescribeAlarms'));
    expect(reading?.Resource).toEqual(expect.arrayContaining(ids.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }))));
  });
});

test('a linear shift has a judge; one in a single step has none', () => {
  const judges = (of: typeof template) =>
    Object.values(of.findResources('AWS::Lambda::Function')).filter(({ Properties }) =>
      String(Properties.FunctionName).endsWith('-bake-judge'),
    ).length;
  expect(judges(studentsTemplate({ shift: { kind: 'linear', percent: 10, everyMinutes: 1 } }))).toBe(2);
  expect(judges(studentsTemplate({ shift: { kind: 'allAtOnce' } }))).toBe(0);
});

test.each([
  ['has a character that CloudWatch does not take', 'Prod-f+live'],
  ['is too long', 'g'.repeat(238)],
  ['is not known before it is deployed', cdk.Fn.ref('Group')],
])('a group is refused whose name %s: no metric can have its namespace', (_why, deploymentGroupName) => {
  const stack = new cdk.Stack();
  const judge = () =>
    new BakeJudge(stack, 'BakeJudge', {
      functionName: 'f',
      aliasName: 'live',
      version: '2',
      deploymentGroupName,
      deploymentGroupArn: 'arn:aws:codedeploy:eu-west-1:111111111111:deploymentgroup:f/g',
      limits: PROD.alarms,
      key: new kms.Key(stack, 'Key'),
      topic: new sns.Topic(stack, 'Topic'),
      logRetentionDays: 30,
    });
  expect(judge).toThrow('is no namespace of metrics');
});
