import { describe, expect, test } from '@jest/globals';
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
  'codecommit:UpdateApprovalRuleTemplateContent',
  'codecommit:UpdateRepositoryName',
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

test('reading the source is fine', () => {
  expect(allowing(['codecommit:GitPull', 'codecommit:GetBranch', 'codecommit:UploadArchive'])).toEqual([]);
});

describe('a policy that denies people to push to a branch', () => {
  const Condition = {
    StringEqualsIfExists: { 'codecommit:References': ['refs/heads/main'] },
    Null: { 'codecommit:References': 'false' },
  };
  const deny = (names: readonly string[], more: object = {}) => ({
    Effect: 'Deny',
    Action: names.map((name) => `codecommit:${name}`),
    Resource: REPOSITORY,
    ...more,
  });
  const merges = ['FastForward', 'Squash', 'ThreeWay'].map((how) => `MergeBranchesBy${how}`);
  const moves = ['CreateCommit', 'DeleteBranch', 'DeleteFile', 'GitPush', 'PutFile', ...merges];
  const ofRepository = [
    'DeletePullRequestApprovalRule',
    'DeleteRepository',
    'OverridePullRequestApprovalRules',
    'UpdateDefaultBranch',
    'UpdatePullRequestApprovalRuleContent',
    'UpdateRepositoryName',
  ];
  const ofTemplates = [
    'BatchDisassociateApprovalRuleTemplateFromRepositories',
    'DeleteApprovalRuleTemplate',
    'DisassociateApprovalRuleTemplateFromRepository',
    'UpdateApprovalRuleTemplateContent',
    'UpdateApprovalRuleTemplateName',
  ];
  const push = deny(moves, { Condition });
  const repository = deny(ofRepository);
  const templates = deny(ofTemplates, { Resource: '*' });
  const open = (...statements: object[]) => findingsOf(rule, policy(...statements));

  test('is refused where it leaves a way around open', () => {
    expect(open(push)).toEqual([...ofRepository, ...ofTemplates].map((name) => `Policy Deny::codecommit:${name}`));
  });

  test.each(ofRepository)('is refused without %s', (name) => {
    const others = deny(ofRepository.filter((one) => one !== name));
    expect(open(push, others, templates)).toEqual([`Policy Deny::codecommit:${name}`]);
  });

  test.each(ofTemplates)('is refused without %s', (name) => {
    const others = deny(
      ofTemplates.filter((one) => one !== name),
      { Resource: '*' },
    );
    expect(open(push, repository, others)).toEqual([`Policy Deny::codecommit:${name}`]);
  });

  test('is refused where a branch moves by the API as well', () => {
    const others = deny(
      moves.filter((one) => one !== 'PutFile'),
      { Condition },
    );
    expect(open(others, repository, templates)).toEqual(['Policy Deny::codecommit:PutFile']);
  });

  test('is refused where the denial is of another repository, has a condition, or names an ARN that templates do not have', () => {
    const every = (names: readonly string[]) => names.map((name) => `Policy Deny::codecommit:${name}`);
    expect(open(push, { ...repository, Resource: `${REPOSITORY}-other` }, templates)).toEqual(every(ofRepository));
    expect(open(push, { ...repository, Condition }, templates)).toEqual(every(ofRepository));
    expect(open(push, repository, { ...templates, Resource: REPOSITORY })).toEqual(every(ofTemplates));
  });

  test('is fine with all of them denied', () => {
    expect(open(push, repository, templates)).toEqual([]);
    expect(open(deny(['*'], { Resource: '*' }))).toEqual([]);
  });
});
