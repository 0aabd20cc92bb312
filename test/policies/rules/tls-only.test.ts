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
  ['for every service only', bucketWith({ ...denial, Principal: { Service: '*' } })],
  ['for no value of the key', bucketWith({ ...denial, Condition: { Bool: { 'aws:SecureTransport': [] } } })],
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

const QUEUE = { 'Fn::GetAtt': ['Thing', 'Arn'] };
const TOPIC = { Ref: 'Thing' };
const KINDS: readonly [string, string, string, string, object][] = [
  ['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'Topics', 'sns:Publish', TOPIC],
  ['AWS::SQS::Queue', 'AWS::SQS::QueuePolicy', 'Queues', 'sqs:*', QUEUE],
];

test.each(KINDS)('a %s needs one as well', (type, policyType, property, action, own) => {
  expect(findingsOf(rule, { Thing: [type, {}] })).toEqual([`Thing ${policyType}`]);
  const policyOf = (Resource: unknown): Fixture => ({
    Thing: [type, {}],
    Policy: [
      policyType,
      {
        [property]: [{ Ref: 'Thing' }],
        PolicyDocument: { Statement: [{ ...denial, Action: action, Resource }] },
      },
    ],
  });
  expect(findingsOf(rule, policyOf(own))).toEqual([]);
  expect(findingsOf(rule, policyOf('*'))).toEqual([]);
  expect(findingsOf(rule, policyOf({ 'Fn::GetAtt': ['Other', 'Arn'] }))).toEqual([`Thing ${policyType}`]);
  expect(findingsOf(rule, policyOf('arn:aws:any:eu-west-1:111122223333:other'))).toEqual([`Thing ${policyType}`]);
});

test('a policy that is there under a condition only guards what is under the same, and nothing else', () => {
  const under = (ofBucket: { Condition?: string }, ofPolicy: { Condition?: string }): Fixture => ({
    Bucket: ['AWS::S3::Bucket', {}, ofBucket],
    Policy: ['AWS::S3::BucketPolicy', { Bucket: { Ref: 'Bucket' }, PolicyDocument: { Statement: [denial] } }, ofPolicy],
  });
  const [never, sometimes] = [{ Condition: 'Never' }, { Condition: 'Sometimes' }];
  expect(findingsOf(rule, under({}, never))).toEqual(['Bucket AWS::S3::BucketPolicy']);
  expect(findingsOf(rule, under(sometimes, never))).toEqual(['Bucket AWS::S3::BucketPolicy']);
  expect(findingsOf(rule, under(sometimes, sometimes))).toEqual([]);
  expect(findingsOf(rule, under(sometimes, {}))).toEqual([]);
});
