import { describe, expect, test } from '@jest/globals';
import { confusedDeputyGuard as rule } from '../../../policies/rules/confused-deputy-guard.ts';
import { findingsOf } from '../check-rule.ts';

const trust = (Principal: unknown, Condition?: unknown) =>
  findingsOf(rule, {
    Role: [
      'AWS::IAM::Role',
      {
        AssumeRolePolicyDocument: {
          Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal, ...(Condition ? { Condition } : {}) }],
        },
      },
    ],
  });
const codebuild = { Service: 'codebuild.amazonaws.com' };

test.each([
  'codebuild',
  'codedeploy',
  'codepipeline',
  'events',
  'lambda',
  'backup',
])('%s needs to say on whose behalf', (service) => {
  const principal = { Service: `${service}.amazonaws.com` };
  expect(trust(principal)).toEqual([`Role ${service}.amazonaws.com`]);
  expect(trust(principal, { StringEquals: { 'aws:SourceAccount': '111122223333' } })).toEqual([]);
});

test('the resource does as well as the account, in any case of the key', () => {
  expect(trust(codebuild, { ArnLike: { 'AWS:SourceArn': { 'Fn::GetAtt': ['Project', 'Arn'] } } })).toEqual([]);
});

test.each([
  ['another key', { StringEquals: { 'aws:PrincipalTag/team': 'a' } }],
  ['a comparison that a missing key passes', { StringEqualsIfExists: { 'aws:SourceAccount': '111122223333' } }],
  ['a negation', { StringNotEquals: { 'aws:SourceAccount': '111122223333' } }],
  ['every account', { StringLike: { 'aws:SourceAccount': '*' } }],
  ['every account of twelve digits', { StringLike: { 'aws:SourceAccount': '????????????' } }],
  ['whatever account it is', { StringEquals: { 'aws:SourceAccount': `\${aws:SourceAccount}` } }],
  ['accounts that begin alike', { StringLike: { 'aws:SourceAccount': '1111*' } }],
  ['one account or any', { StringLike: { 'aws:SourceAccount': ['111122223333', '*'] } }],
  ['a resource of any account', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:*:*' } }],
  ['a resource of an account that is left out', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::*' } }],
  ['no resource', { ArnLike: { 'aws:SourceArn': { Ref: 'AWS::NoValue' } } }],
  [
    'an account that stands somewhere in the text',
    { StringLike: { 'aws:SourceArn': 'arn:aws:events:*:111122223333:rule/a' } },
  ],
])('%s is no guard', (_, condition) => {
  expect(trust(codebuild, condition)).toEqual(['Role codebuild.amazonaws.com']);
});

test.each([
  ['in any region', { ArnLike: { 'aws:SourceArn': 'arn:aws:events:*:111122223333:rule/*' } }],
  [
    'of the account that it is deployed to',
    { ArnLike: { 'aws:SourceArn': { 'Fn::Sub': `arn:\${AWS::Partition}:events:*:\${AWS::AccountId}:rule/*` } } },
  ],
  ['that is one bucket', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } }],
])('a resource %s is a guard', (_, condition) => {
  expect(trust(codebuild, condition)).toEqual([]);
});

test('roles that only other roles assume are not judged', () => {
  expect(trust({ AWS: 'arn:aws:iam::111122223333:role/pipeline' })).toEqual([]);
});

describe('a policy of a resource', () => {
  const key = (Service: string, Condition?: unknown) =>
    findingsOf(rule, {
      Key: [
        'AWS::KMS::Key',
        {
          KeyPolicy: {
            Statement: [
              {
                Effect: 'Allow',
                Action: 'kms:Decrypt',
                Resource: '*',
                Principal: { Service },
                ...(Condition ? { Condition } : {}),
              },
            ],
          },
        },
      ],
    });
  const logGroup = {
    ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:log-group:a' },
  };

  test('says for whom a service may use it', () => {
    expect(key('cloudwatch.amazonaws.com')).toEqual(['Key cloudwatch.amazonaws.com']);
    expect(key('cloudwatch.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '111122223333' } })).toEqual([]);
  });

  test('may name the log group instead, for the log service alone', () => {
    expect(key('logs.eu-west-1.amazonaws.com')).toEqual(['Key logs.eu-west-1.amazonaws.com']);
    expect(key('logs.eu-west-1.amazonaws.com', logGroup)).toEqual([]);
    expect(key('cloudwatch.amazonaws.com', logGroup)).toEqual(['Key cloudwatch.amazonaws.com']);
    const anyLogGroup = { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:*:*:*' } };
    expect(key('logs.eu-west-1.amazonaws.com', anyLogGroup)).toEqual(['Key logs.eu-west-1.amazonaws.com']);
  });

  test.each([
    ['AWS::S3::BucketPolicy', 'PolicyDocument'],
    ['AWS::SNS::TopicPolicy', 'PolicyDocument'],
    ['AWS::SQS::QueuePolicy', 'PolicyDocument'],
  ])('of type %s counts too', (type, property) => {
    const Statement = [{ Effect: 'Allow', Action: 'any:Thing', Principal: { Service: 'sns.amazonaws.com' } }];
    expect(findingsOf(rule, { Policy: [type, { [property]: { Statement } }] })).toEqual(['Policy sns.amazonaws.com']);
    const denial = Statement.map((statement) => ({ ...statement, Effect: 'Deny' }));
    expect(findingsOf(rule, { Policy: [type, { [property]: { Statement: denial } }] })).toEqual([]);
  });
});
