import { describe, expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { studentsTemplate } from '../example-stage.ts';

const template = studentsTemplate();

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

function statements(): Statement[] {
  return Object.values(template.findResources('AWS::IAM::ManagedPolicy')).flatMap(
    (policy) => policy.Properties.PolicyDocument.Statement,
  );
}

const actionsOf = (statement: Statement): string[] => [statement.Action].flat();

function statementsOfRole(logicalIdPart: RegExp): Statement[] {
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy', {})).filter(([id]) =>
    logicalIdPart.test(id),
  );
  expect(policies).toHaveLength(1);
  return policies.flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

const actionsOfRole = (logicalIdPart: RegExp): string[] =>
  statementsOfRole(logicalIdPart)
    .flatMap(actionsOf)
    .filter((action) => action.startsWith('dynamodb:'))
    .sort();

describe('identity', () => {
  test('no role has a managed policy', () => {
    for (const role of Object.values(template.findResources('AWS::IAM::Role'))) {
      expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    }
  });

  test('no action has a wildcard', () => {
    const actions = statements().flatMap(actionsOf);
    expect(actions.length).toBeGreaterThan(20);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('a wildcard resource occurs for actions that take no resource only', () => {
    const wide = statements().filter((statement) => JSON.stringify(statement.Resource).includes('*'));
    const withoutResource = [
      'cloudwatch:GetMetricData',
      'cloudwatch:PutMetricData',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ];
    expect(new Set(wide.flatMap(actionsOf))).toEqual(new Set(withoutResource));
    const writing = wide.filter((statement) => actionsOf(statement).includes('cloudwatch:PutMetricData'));
    expect(writing).toHaveLength(2);
    expect(writing.map(({ Condition }) => Condition)).toEqual(
      ['Prod-addStudentDetails-live', 'Prod-getStudentDetails-live'].map((group) => ({
        StringEquals: { 'cloudwatch:namespace': `Slipway/BakeJudge/${group}` },
      })),
    );
  });

  test('addStudentDetails may only put items, getStudentDetails may only get them', () => {
    expect(actionsOfRole(/^AddStudentDetailsHandlerRights/)).toEqual(['dynamodb:PutItem']);
    expect(actionsOfRole(/^GetStudentDetailsHandlerRights/)).toEqual(['dynamodb:GetItem']);
  });

  test('a hook may delete smoke records and no others', () => {
    for (const hook of [/^AddStudentDetailsPreTraffic/, /^GetStudentDetailsPostTraffic/]) {
      expect(actionsOfRole(hook)).toEqual(['dynamodb:DeleteItem']);
    }
    const deletes = statements().filter((statement) => actionsOf(statement).includes('dynamodb:DeleteItem'));
    expect(deletes).toHaveLength(4);
    for (const statement of deletes) {
      expect(statement).toMatchObject({
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['slipway-smoke-*'] } },
      });
    }
  });

  test('the hook that compares may also put smoke records, and no others', () => {
    expect(actionsOfRole(/^GetStudentDetailsPreTraffic/)).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
    expect(actionsOfRole(/^AddStudentDetailsPreTraffic/)).toEqual(['dynamodb:DeleteItem']);
    const puts = statementsOfRole(/^GetStudentDetailsPreTraffic/).filter((one) =>
      actionsOf(one).includes('dynamodb:PutItem'),
    );
    expect(puts).toHaveLength(1);
    expect(puts[0]).toMatchObject({
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['slipway-smoke-*'] } },
    });
  });

  test('the hook before the traffic may invoke the new version, and the old one by the alias where it compares; no other', () => {
    const invokable = (role: RegExp) =>
      statementsOfRole(role)
        .filter((one) => actionsOf(one).includes('lambda:InvokeFunction'))
        .map((one) => one.Resource);
    const version = (name: string) => ({
      Ref: expect.stringMatching(new RegExp(`^${name}HandlerFunctionCurrentVersion`)),
    });
    const alias = {
      'Fn::Join': [
        '',
        [{ 'Fn::GetAtt': [expect.stringMatching(/^GetStudentDetailsHandlerFunction/), 'Arn'] }, ':live'],
      ],
    };
    expect(invokable(/^AddStudentDetailsPreTraffic/)).toEqual([version('AddStudentDetails')]);
    expect(invokable(/^GetStudentDetailsPreTraffic/)).toEqual([[alias, version('GetStudentDetails')]]);
  });

  test('CodeDeploy may invoke the two hooks of the function and nothing else', () => {
    const [invoke] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'))
      .filter(([id]) => id.startsWith('AddStudentDetailsDeploymentRights'))
      .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
      .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'));
    expect(invoke?.Resource).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^AddStudentDetailsPostTrafficFunction/), 'Arn'] },
      { 'Fn::GetAtt': [expect.stringMatching(/^AddStudentDetailsPreTrafficFunction/), 'Arn'] },
    ]);
  });

  test('API Gateway may invoke the alias, from one method of one stage', () => {
    const permissions = Object.values(
      template.findResources('AWS::Lambda::Permission', { Properties: { Principal: 'apigateway.amazonaws.com' } }),
    );
    expect(permissions).toHaveLength(2);
    for (const { Properties } of permissions) {
      expect(Properties.FunctionName).toEqual({ Ref: expect.stringMatching(/Aliaslive/) });
      expect(JSON.stringify(Properties.SourceArn)).toMatch(/\/v1\/(POST\/addstudentdetails|GET\/getstudentdetails)"/);
    }
  });

  test('EventBridge may invoke the judges, from their own rules, and nobody else may invoke anything', () => {
    const others = Object.values(template.findResources('AWS::Lambda::Permission')).filter(
      ({ Properties }) => Properties.Principal !== 'apigateway.amazonaws.com',
    );
    expect(others).toHaveLength(4);
    for (const { Properties } of others) {
      expect(Properties).toMatchObject({
        Principal: 'events.amazonaws.com',
        FunctionName: { 'Fn::GetAtt': [expect.stringMatching(/BakeJudgeFunction/), 'Arn'] },
        SourceArn: { 'Fn::GetAtt': [expect.stringMatching(/BakeJudge(Schedule|Deployments)/), 'Arn'] },
      });
    }
  });
});

describe('data', () => {
  test('the table is encrypted with the customer key, restorable and protected', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        TableName: 'Prod-StudentDetails',
        KeySchema: [{ AttributeName: 'Roll', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'Roll', AttributeType: 'S' }],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        DeletionProtectionEnabled: true,
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('the key rotates, and stays where data stays', () => {
    template.hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
  });

  test('table and key go with a stage that does not retain data', () => {
    const temporary = studentsTemplate({ name: 'Beta', retainData: false });
    temporary.hasResource('AWS::DynamoDB::Table', { DeletionPolicy: 'Delete' });
    temporary.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'Beta-StudentDetails',
      DeletionProtectionEnabled: false,
    });
    temporary.hasResource('AWS::KMS::Key', { DeletionPolicy: 'Delete' });
  });

  test('every log group is encrypted and expires', () => {
    const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(10);
    for (const { Properties } of groups) {
      expect(Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: expect.anything() });
    }
  });

  test('the alarm topic is encrypted and refuses plain HTTP', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });
});

test('every function is traced, has its own log group and a ceiling of concurrency', () => {
  const functions = Object.values(template.findResources('AWS::Lambda::Function'));
  expect(functions).toHaveLength(8);
  for (const { Properties } of functions) {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      TracingConfig: { Mode: 'Active' },
      LoggingConfig: { LogGroup: expect.anything() },
      ReservedConcurrentExecutions: expect.any(Number),
    });
  }
});

describe('captured requests', () => {
  test('are kept nowhere unless the stage is configured to', () => {
    template.resourceCountIs('AWS::DynamoDB::Table', 1);
    expect(JSON.stringify(template.findResources('AWS::Lambda::Function'))).not.toContain('CAPTURE');
  });

  const capturing = studentsTemplate({ capture: { sharePercent: 5, events: 20, days: 7 } });
  const statementsOf = (role: RegExp, action: string): Statement[] =>
    Object.entries(capturing.findResources('AWS::IAM::ManagedPolicy'))
      .filter(([id]) => role.test(id))
      .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement)
      .filter((statement) => actionsOf(statement).includes(action));
  const table = { 'Fn::GetAtt': [expect.stringMatching(/^Captured/), 'Arn'] };
  const own = { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['Prod-getStudentDetails'] } };

  test('expire, and are encrypted with the customer key', () => {
    capturing.hasResource('AWS::DynamoDB::Table', {
      Properties: {
        TableName: 'Prod-captured-requests',
        TimeToLiveSpecification: { AttributeName: 'Expires', Enabled: true },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 1 },
      },
      DeletionPolicy: 'Delete',
    });
  });

  test('are written by the function that was asked, and read by its hook; each for this function only', () => {
    expect(statementsOf(/^GetStudentDetailsHandler/, 'dynamodb:PutItem')).toEqual([
      expect.objectContaining({ Action: 'dynamodb:PutItem', Resource: table, Condition: own }),
    ]);
    const queries = statementsOf(/./, 'dynamodb:Query');
    expect(queries.filter(({ Resource }) => JSON.stringify(Resource).includes('"Captured'))).toEqual([
      expect.objectContaining({ Action: 'dynamodb:Query', Resource: table, Condition: own }),
    ]);
    expect(statementsOf(/^GetStudentDetailsPreTraffic/, 'dynamodb:Query')).toHaveLength(1);
  });
});
