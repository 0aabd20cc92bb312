import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { checkNotifications } from '../../pipeline/notification-settings.ts';
import { notifications as own } from '../../pipeline/notifications.ts';
import { readPipeline, resourceStatements, rightsOf } from './read-template.ts';
import { environment, FixtureStage, synthesize } from './synthesize.ts';

const alias = { functionName: 'Prod-add', aliasName: 'live' };
const template = synthesize({
  environments: [
    environment(),
    environment({ name: 'Prod', approval: { approvers: ['approver@example.com'], timeoutMinutes: 60 } }),
  ],
  application: (scope, id, props) =>
    new FixtureStage(scope, id, props, 'exports.handler = 1', id === 'Prod' ? [alias] : []),
  notifications: {
    email: [{ address: 'team@example.com' }, { address: 'on-call@example.com', about: ['cameBack', 'blocked'] }],
    chat: true,
  },
});
const idOf = (type: string, start: string) =>
  Object.keys(template.findResources(type)).find((id) => id.startsWith(start)) ?? `no ${type} ${start}`;
const TOPIC = { Ref: idOf('AWS::SNS::Topic', 'NotificationsTopic') };
const ROLE = idOf('AWS::IAM::Role', 'NotificationsNotifierRightsRole');
const PIPELINE = 'arn:aws:codepipeline:eu-west-1:111122223333:slipway';

describe('the topic', () => {
  test('is encrypted with the key of the pipeline', () => {
    template.hasResource('AWS::SNS::Topic', {
      Properties: {
        DisplayName: 'Releases of slipway',
        KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArtifactsKey'), 'Arn'] },
      },
    });
  });

  test('refuses messages without TLS, and those of anybody but the notifier', () => {
    const statements = resourceStatements(template, 'AWS::SNS::TopicPolicy', 'PolicyDocument').filter(
      ({ Resource }) => JSON.stringify(Resource) === JSON.stringify([TOPIC]),
    );
    expect(statements.map(({ Effect, Action, Condition }) => ({ Effect, Action, Condition }))).toEqual([
      { Effect: 'Deny', Action: ['sns:Publish'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Deny',
        Action: ['sns:Publish'],
        Condition: { ArnNotEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': [ROLE, 'Arn'] } } },
      },
    ]);
  });

  test('tells each subscriber of what it asked for', () => {
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription'))
      .map(({ Properties }) => Properties)
      .filter(({ TopicArn }) => TopicArn.Ref === TOPIC.Ref);
    expect(subscriptions.map(({ Protocol, Endpoint, FilterPolicy }) => [Protocol, Endpoint, FilterPolicy])).toEqual([
      ['email', 'team@example.com', undefined],
      ['email', 'on-call@example.com', { kind: ['cameBack', 'blocked'] }],
      ['https', 'https://global.sns-api.chatbot.amazonaws.com', undefined],
    ]);
  });
});

test('the notifier may read the pipeline and what it shifts, tell, and write that it did: each by name', () => {
  const statements = rightsOf(template, ROLE).map(({ Action, Resource }) => [[...Action].sort(), Resource]);
  const group = 'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:Prod-add/Prod-add-live';
  const arn = (type: string, start: string) => ({ 'Fn::GetAtt': [idOf(type, start), 'Arn'] });
  expect(new Map(statements.map(([actions, resources]) => [String(actions), resources]))).toEqual(
    new Map<string, unknown>([
      ['logs:CreateLogStream,logs:PutLogEvents', [arn('AWS::Logs::LogGroup', 'NotificationsNotifierLogs')]],
      ['cloudwatch:GetMetricData,xray:PutTelemetryRecords,xray:PutTraceSegments', ['*']],
      [
        [
          'codepipeline:GetPipeline',
          'codepipeline:GetPipelineState',
          'codepipeline:ListActionExecutions',
          'codepipeline:ListPipelineExecutions',
          'codepipeline:ListRuleExecutions',
        ].join(','),
        [PIPELINE],
      ],
      ['codecommit:GetCommit', [arn('AWS::CodeCommit::Repository', 'Repository')]],
      [
        'codedeploy:BatchGetDeploymentTargets,codedeploy:GetDeployment,codedeploy:ListDeploymentTargets,codedeploy:ListDeployments',
        [group],
      ],
      ['events:DisableRule,events:EnableRule', ['arn:aws:events:eu-west-1:111122223333:rule/slipway-approvals']],
      [
        'logs:CreateLogStream,logs:DescribeLogStreams,logs:GetLogEvents,logs:PutLogEvents',
        [arn('AWS::Logs::LogGroup', 'NotificationsRecord')],
      ],
      [
        'sns:Publish',
        [
          { Ref: idOf('AWS::SNS::Topic', 'ApproversProdTopic') },
          TOPIC,
          { Ref: idOf('AWS::SNS::Topic', 'SecurityApproversTopic') },
        ],
      ],
      ['kms:Decrypt,kms:GenerateDataKey', [arn('AWS::KMS::Key', 'ArtifactsKey')]],
    ]),
  );
});

test('what was told is kept encrypted, for a year', () => {
  template.hasResourceProperties('AWS::Logs::LogGroup', {
    LogGroupName: '/slipway/slipway/notifications',
    KmsKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ArtifactsKey'), 'Arn'] },
    RetentionInDays: 365,
  });
});

describe('the notifier is woken', () => {
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  const named = (name: string) => rules.find(({ Name }) => Name === name);

  test('by an approval that begins to wait, whatever its stage is called', () => {
    expect(named('slipway-approval-waits')).toMatchObject({
      EventPattern: {
        source: ['aws.codepipeline'],
        resources: [PIPELINE],
        'detail-type': ['CodePipeline Action Execution State Change'],
        detail: { state: ['STARTED'], type: { category: ['Approval'] } },
      },
    });
  });

  test('by an execution that ends, and not by one that a newer one took the place of', () => {
    expect(named('slipway-ends').EventPattern.detail).toEqual({ state: ['SUCCEEDED', 'FAILED', 'STOPPED'] });
  });

  test('by time only while an approval waits, and often enough to see that it expires', () => {
    expect(named('slipway-approvals')).toMatchObject({ ScheduleExpression: 'rate(7 minutes)', State: 'DISABLED' });
  });
});

test('nothing of it is in the pipeline itself, whose structure stays as it is', () => {
  expect(JSON.stringify(readPipeline(template))).not.toMatch(/Notifications|notifier/);
});

test('with nobody to be told nothing is deployed', () => {
  const none = synthesize({ notifications: { email: [], chat: false } });
  expect(Object.keys(none.toJSON().Resources).filter((id) => id.startsWith('Notifications'))).toEqual([]);
});

describe('settings', () => {
  test('of this repository are right', () => {
    expect(checkNotifications(own)).toBe(own);
  });

  test.each([
    [{ email: [{ address: 'somebody' }], chat: true }, 'email.0.address is "somebody": must be an e-mail address'],
    [{ email: [{ address: 'a@example.com', about: [] }], chat: true }, 'email.0.about is []: must name what'],
    [
      { email: [{ address: 'a@example.com' }, { address: 'A@example.com' }], chat: true },
      'names an address twice: SNS sends one message to an address',
    ],
  ])('that cannot be are refused: %j', (wrong, message) => {
    expect(() => checkNotifications(wrong)).toThrow(message);
  });
});
