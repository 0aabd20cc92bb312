import { describe, expect, test } from '@jest/globals';
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

describe('a role that approves', () => {
  const inline = { PolicyName: 'p', PolicyDocument: { Statement: [approve()] } };
  const approver = (properties: object): Fixture[string] => ['AWS::IAM::Role', { Policies: [inline], ...properties }];
  const managed = (statement: object, properties: object = {}): Fixture[string] => [
    'AWS::IAM::ManagedPolicy',
    { PolicyDocument: { Statement: [statement] }, ...properties },
  ];
  const start = { Effect: 'Allow', Action: 'codepipeline:StartPipelineExecution', Resource: '*' };

  test('does nothing else by a policy that it names', () => {
    const role = approver({ ManagedPolicyArns: [{ Ref: 'M' }] });
    expect(findingsOf(rule, { Role: role, M: managed(start) })).toEqual([
      'Role Action::codepipeline:StartPipelineExecution',
    ]);
    expect(findingsOf(rule, { Role: role, M: managed(see) })).toEqual([]);
  });

  test('nor by one whose name it has', () => {
    const role = approver({ RoleName: 'approver' });
    expect(findingsOf(rule, { Role: role, M: managed(start, { Roles: ['approver'] }) })).toEqual([
      'Role Action::codepipeline:StartPipelineExecution',
    ]);
    const single: Fixture[string] = [
      'AWS::IAM::RolePolicy',
      { RoleName: { Ref: 'Role' }, PolicyName: 'p', PolicyDocument: { Statement: [start] } },
    ];
    expect(findingsOf(rule, { Role: role, Single: single })).toEqual([
      'Role Action::codepipeline:StartPipelineExecution',
    ]);
  });

  test('nor where the approval is in one policy and the rest in another that it names', () => {
    const role: Fixture[string] = ['AWS::IAM::Role', { ManagedPolicyArns: [{ Ref: 'Approves' }, { Ref: 'Starts' }] }];
    expect(findingsOf(rule, { Role: role, Approves: managed(approve()), Starts: managed(start) })).toEqual([
      'Approves Action::codepipeline:StartPipelineExecution',
    ]);
    const both: Fixture[string] = ['AWS::IAM::Role', { ManagedPolicyArns: [{ Ref: 'Starts' }] }];
    const given = managed(approve(), { Roles: [{ Ref: 'Role' }] });
    expect(findingsOf(rule, { Role: both, Approves: given, Starts: managed(start) })).toEqual([
      'Approves Action::codepipeline:StartPipelineExecution',
    ]);
  });

  test('nor by a policy that nobody can read here', () => {
    const elsewhere = 'arn:aws:iam::111122223333:policy/wide';
    expect(findingsOf(rule, { Role: approver({ ManagedPolicyArns: [elsewhere] }) })).toEqual([
      `Role ManagedPolicy::${elsewhere}`,
    ]);
    expect(findingsOf(rule, { Role: approver({ ManagedPolicyArns: [{ Ref: 'Parameter' }] }) })).toEqual([
      'Role ManagedPolicy::<Parameter>',
    ]);
  });

  test('is one of this template: what another one can do is not known', () => {
    expect(findingsOf(rule, { Approves: managed(approve(), { Roles: ['developers'] }) })).toEqual([
      'Approves Identity::developers',
    ]);
    expect(findingsOf(rule, { Approves: managed(approve(), { Groups: [{ Ref: 'Parameter' }] }) })).toEqual([
      'Approves Identity::<Parameter>',
    ]);
  });
});
