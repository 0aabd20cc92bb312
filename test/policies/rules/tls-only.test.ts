import { expect, test } from '@jest/globals';
import { tlsOnly as rule } from '../../../policies/rules/tls-only.ts';
import { type Fixture, findingsOf } from '../check-rule.ts';

const arn = { 'Fn::GetAtt': ['Bucket', 'Arn'] };
const denial = {
  Effect: 'Deny',
  Principal: { AWS: '*' },
  Action: 's3:*',
  Resource: [arn, { 'Fn::Join': ['', [arn, '/*']] }],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};
const bucketWith = (statement: object, target: object = { Ref: 'Bucket' }): Fixture => ({
  Bucket: ['AWS::S3::Bucket', {}],
  Policy: ['AWS::S3::BucketPolicy', { Bucket: target, PolicyDocument: { Statement: [statement] } }],
});

test('a bucket without a policy may be reached without TLS', () => {
  expect(findingsOf(rule, { Bucket: ['AWS::S3::Bucket', {}] })).toEqual(['Bucket AWS::S3::BucketPolicy']);
});

test('a policy that denies everybody without TLS mends it', () => {
  expect(findingsOf(rule, bucketWith(denial))).toEqual([]);
});

test.each<[string, Fixture]>([
  ['for another bucket', bucketWith(denial, { Ref: 'Other' })],
  ['that allows', bucketWith({ ...denial, Effect: 'Allow' })],
  ['for one role only', bucketWith({ ...denial, Principal: { AWS: 'arn:aws:iam::111122223333:role/one' } })],
  ['for reads only', bucketWith({ ...denial, Action: 's3:GetObject' })],
  ['for the bucket and not its objects', bucketWith({ ...denial, Resource: arn })],
  [
    'under one more condition',
    bucketWith({ ...denial, Condition: { ...denial.Condition, Null: { 'aws:sourceip': 'true' } } }),
  ],
  ['for requests with TLS', bucketWith({ ...denial, Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
])('a policy %s does not', (_, fixture) => {
  expect(findingsOf(rule, fixture)).toEqual(['Bucket AWS::S3::BucketPolicy']);
});

test.each([
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish'],
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*'],
])('a %s needs one as well', (type, policyType, property, action) => {
  expect(findingsOf(rule, { Thing: [type, {}] })).toEqual([`Thing ${policyType}`]);
  const statement = { ...denial, Action: action, Resource: { Ref: 'Thing' } };
  expect(
    findingsOf(rule, {
      Thing: [type, {}],
      Policy: [policyType, { [property]: [{ Ref: 'Thing' }], PolicyDocument: { Statement: [statement] } }],
    }),
  ).toEqual([]);
});
