import { expect, test } from '@jest/globals';
import { ACTIONS_WITHOUT_RESOURCE } from '../../../policies/actions-without-resource.ts';
import { noWildcardResource as rule } from '../../../policies/rules/no-wildcard-resource.ts';
import { findingsOf, policy } from '../check-rule.ts';

const allow = (Action: unknown, Resource: unknown) => policy({ Effect: 'Allow', Action, Resource });

test('an action that takes a resource needs one', () => {
  expect(findingsOf(rule, allow('codebuild:StartBuild', '*'))).toEqual(['Policy codebuild:StartBuild::*']);
  expect(findingsOf(rule, allow('codebuild:StartBuild', { 'Fn::GetAtt': ['Project', 'Arn'] }))).toEqual([]);
});

test('an action that takes none may say *, but does not take others along', () => {
  expect(findingsOf(rule, allow('xray:PutTraceSegments', '*'))).toEqual([]);
  expect(findingsOf(rule, allow(['xray:PutTraceSegments', 'sns:Publish'], ['*']))).toEqual(['Policy sns:Publish::*']);
});

test('roles are assumed and passed by their exact ARN', () => {
  const pattern = 'arn:aws:iam::111122223333:role/*';
  expect(findingsOf(rule, allow(['sts:AssumeRole', 'iam:PassRole'], pattern))).toEqual([
    `Policy sts:AssumeRole::${pattern}`,
    `Policy iam:PassRole::${pattern}`,
  ]);
  expect(findingsOf(rule, allow('sts:AssumeRole', 'arn:aws:iam::111122223333:role/deploy'))).toEqual([]);
});

test.each([
  'sts:assumerole',
  'iam:passrole',
  'STS:ASSUMEROLE',
  'iam:Pass*',
])('%s too: IAM does not tell case', (action) => {
  const pattern = 'arn:aws:iam::111122223333:role/*';
  expect(findingsOf(rule, allow(action, pattern))).toEqual([`Policy ${action}::${pattern}`]);
});

test('a wildcard for single characters is one', () => {
  const pattern = `arn:aws:iam::111122223333:role/${'?'.repeat(8)}`;
  expect(findingsOf(rule, allow('sts:AssumeRole', pattern))).toEqual([`Policy sts:AssumeRole::${pattern}`]);
});

test.each(['**', '*?', 'arn:*', 'arn:*:*:*:*:*'])('%s is everything', (pattern) => {
  expect(findingsOf(rule, allow('codebuild:StartBuild', pattern))).toEqual([`Policy codebuild:StartBuild::${pattern}`]);
});

test('everything but some resources is not a name', () => {
  const wrong = policy({ Effect: 'Allow', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::secret' });
  expect(findingsOf(rule, wrong)).toEqual(['Policy NotResource::arn:aws:s3:::secret']);
});

test('a denial may be about everything', () => {
  expect(findingsOf(rule, policy({ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }))).toEqual([]);
});

test('every action without resource names the page that says so', () => {
  for (const [action, page] of ACTIONS_WITHOUT_RESOURCE) {
    expect([action, page]).toEqual([
      expect.stringMatching(/^[a-z0-9-]+:[A-Z]\w+$/),
      expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\/service-authorization\//),
    ]);
  }
});
