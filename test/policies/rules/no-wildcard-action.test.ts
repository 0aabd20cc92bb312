import { expect, test } from '@jest/globals';
import { noWildcardAction as rule } from '../../../policies/rules/no-wildcard-action.ts';
import { findingsOf, policy } from '../check-rule.ts';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/key' };
const root = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } };

test.each([
  ['everything', { ...statement, Action: '*' }, 'Policy Action::*'],
  ['a service', { ...statement, Action: ['s3:GetObject', 's3:*'] }, 'Policy Action::s3:*'],
  ['a part of a name', { ...statement, Action: 's3:Get*' }, 'Policy Action::s3:Get*'],
  ['a character of a name', { ...statement, Action: 's3:GetObjec?' }, 'Policy Action::s3:GetObjec?'],
  [
    'everything but one',
    { Effect: 'Allow', NotAction: 'iam:PassRole', Resource: '*' },
    'Policy NotAction::iam:PassRole',
  ],
])('%s may not be allowed', (_, wrong, finding) => {
  expect(findingsOf(rule, policy(wrong))).toEqual([finding]);
});

test('named actions may be allowed, and everything may be denied', () => {
  expect(findingsOf(rule, policy(statement, { ...statement, Effect: 'Deny', Action: '*' }))).toEqual([]);
});

test('inline policies of a role and policies of a bucket are read too', () => {
  const document = { Statement: { ...statement, Action: 's3:*' } };
  expect(
    findingsOf(rule, {
      Role: ['AWS::IAM::Role', { Policies: [{ PolicyName: 'Inline', PolicyDocument: document }] }],
      BucketPolicy: ['AWS::S3::BucketPolicy', { PolicyDocument: document }],
    }),
  ).toEqual(['Role Action::s3:*', 'BucketPolicy Action::s3:*']);
});

test('a key leaves its administration to its own account, and to nobody else', () => {
  const key = (principal: unknown, ...deployed: [{ readonly account?: string }?]) =>
    findingsOf(
      rule,
      {
        Key: [
          'AWS::KMS::Key',
          {
            KeyPolicy: { Statement: [{ Effect: 'Allow', Action: 'kms:*', Principal: principal, Resource: '*' }] },
          },
        ],
      },
      ...deployed,
    );
  expect(key(root)).toEqual([]);
  expect(key({ AWS: 'arn:aws:iam::111122223333:role/Somebody' })).toEqual(['Key Action::kms:*']);
  expect(key('*')).toEqual(['Key Action::kms:*']);
  expect(key({ AWS: 'arn:aws:iam::999999999999:root' })).toEqual(['Key Action::kms:*']);
  const own = { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] };
  expect(key({ AWS: own })).toEqual([]);
  expect(key({ AWS: own }, {})).toEqual([]);
  // Which account it is, is not known: any that is named may be another one.
  expect(key(root, {})).toEqual(['Key Action::kms:*']);
});
