import { expect, test } from '@jest/globals';
import { approvalByApprover as rule } from '../../../policies/rules/approval-by-approver.ts';
import { type Fixture, findingsOf, policy } from '../check-rule.ts';

const APPROVAL = 'arn:aws:codepipeline:eu-west-1:111122223333:slipway/ApproveProd/Approve';
const approve = (Resource: unknown = APPROVAL) => ({
  Effect: 'Allow',
  Action: 'codepipeline:PutApprovalResult',
  Resource,
});
const build = {
  Effect: 'Allow',
  Action: 'codebuild:StartBuild',
  Resource: 'arn:aws:codebuild:eu-west-1:111122223333:a',
};
const see = { Effect: 'Allow', Action: 'codepipeline:GetPipelineState', Resource: '*' };

test('a role that approves one approval, and sees it, is an approver', () => {
  expect(findingsOf(rule, policy(approve(), see))).toEqual([]);
});

test.each([
  'arn:aws:codepipeline:eu-west-1:111122223333:slipway',
  'arn:aws:codepipeline:eu-west-1:111122223333:slipway/*',
  'arn:aws:codepipeline:eu-west-1:111122223333:*/ApproveProd/Approve',
  '*',
])('the approval is named: %s is not', (resource) => {
  expect(findingsOf(rule, policy(approve(resource)))).toEqual([`Policy Resource::${resource}`]);
});

test('an approver can do nothing else', () => {
  expect(findingsOf(rule, policy(approve(), build))).toEqual(['Policy Action::codebuild:StartBuild']);
});

test('nor with another policy of the same role', () => {
  const managed = (...Statement: object[]): Fixture[string] => [
    'AWS::IAM::ManagedPolicy',
    { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement } },
  ];
  const role: Fixture[string] = ['AWS::IAM::Role', {}];
  expect(findingsOf(rule, { Role: role, Approves: managed(approve()), Builds: managed(build) })).toEqual([
    'Approves Action::codebuild:StartBuild',
  ]);
  expect(findingsOf(rule, { Role: role, Approves: managed(approve()), Sees: managed(see) })).toEqual([]);
});

test('nor with a policy of AWS', () => {
  const inline = { PolicyName: 'p', PolicyDocument: { Statement: [approve()] } };
  const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
  expect(
    findingsOf(rule, { Role: ['AWS::IAM::Role', { Policies: [inline], ManagedPolicyArns: [administrator] }] }),
  ).toEqual([`Role ManagedPolicy::${administrator}`]);
});

test('a wildcard that covers the approval is one', () => {
  const statement = { Effect: 'Allow', Action: 'codepipeline:Put*', Resource: APPROVAL };
  expect(findingsOf(rule, policy(statement))).toEqual(['Policy Action::codepipeline:Put*']);
});

test('roles that do not approve may do what they do', () => {
  expect(findingsOf(rule, policy(build))).toEqual([]);
  expect(findingsOf(rule, policy({ ...approve('*'), Effect: 'Deny' }, build))).toEqual([]);
});
