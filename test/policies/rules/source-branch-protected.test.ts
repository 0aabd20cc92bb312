import { expect, test } from '@jest/globals';
import { sourceBranchProtected as rule } from '../../../policies/rules/source-branch-protected.ts';
import { findingsOf, policy } from '../check-rule.ts';

const REPOSITORY = 'arn:aws:codecommit:eu-west-1:111122223333:slipway';
const allowing = (Action: unknown, more: object = {}) =>
  findingsOf(rule, policy({ Effect: 'Allow', Action, Resource: REPOSITORY, ...more }));

test.each([
  'codecommit:GitPush',
  'codecommit:PutFile',
  'codecommit:MergePullRequestBySquash',
  'codecommit:OverridePullRequestApprovalRules',
  'codecommit:DisassociateApprovalRuleTemplateFromRepository',
])('a role that may %s writes where people should have', (action) => {
  expect(allowing(action)).toEqual([`Policy Action::${action}`]);
});

test.each([
  'codecommit:*',
  'codecommit:Git*',
  'CODECOMMIT:gitpush',
  '*',
  'codecommit:GitPus?',
])('%s covers it as well', (action) => {
  expect(allowing(action)).toEqual([`Policy Action::${action}`]);
});

test('so does a push to other branches: a merge brings it to this one', () => {
  const Condition = { StringEquals: { 'codecommit:References': ['refs/heads/other'] } };
  expect(allowing('codecommit:GitPush', { Condition })).toEqual(['Policy Action::codecommit:GitPush']);
});

test('reading the source and denying the push are fine', () => {
  expect(allowing(['codecommit:GitPull', 'codecommit:GetBranch', 'codecommit:UploadArchive'])).toEqual([]);
  expect(allowing('codecommit:GitPush', { Effect: 'Deny' })).toEqual([]);
});
