import { expect, test } from '@jest/globals';
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

test.each(['codebuild', 'codedeploy', 'codepipeline', 'events'])('%s needs to say on whose behalf', (service) => {
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
])('%s is no guard', (_, condition) => {
  expect(trust(codebuild, condition)).toEqual(['Role codebuild.amazonaws.com']);
});

test('roles that only other roles assume, or Lambda, are not judged', () => {
  expect(trust({ AWS: 'arn:aws:iam::111122223333:role/pipeline' })).toEqual([]);
  expect(trust({ Service: 'lambda.amazonaws.com' })).toEqual([]);
});
