import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { protectedBranch } from '../../pipeline/protected-branch.ts';
import { synthesize } from './synthesize.ts';

const template = synthesize();

test('there is a policy for people that lets nobody push to the released branch', () => {
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Action: Match.arrayWith(['codecommit:GitPush', 'codecommit:PutFile']),
          Condition: {
            StringEqualsIfExists: { 'codecommit:References': ['refs/heads/main'] },
            Null: { 'codecommit:References': 'false' },
          },
        }),
      ]),
    },
  });
});

const denied = (Action: string[], Resource: unknown) =>
  template.hasResourceProperties('AWS::IAM::ManagedPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{ Sid: Match.anyValue(), Effect: 'Deny', Action, Resource }]),
    },
  });

test('nor to pass by the approval of a pull request, nor to make the repository another one', () => {
  const repository = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Repository'), 'Arn'] };
  denied(
    [
      'codecommit:DeletePullRequestApprovalRule',
      'codecommit:OverridePullRequestApprovalRules',
      'codecommit:UpdatePullRequestApprovalRuleContent',
    ],
    repository,
  );
  denied(
    ['codecommit:DeleteRepository', 'codecommit:UpdateDefaultBranch', 'codecommit:UpdateRepositoryName'],
    repository,
  );
});

test('nor to change the templates of approval rules, which have no ARN', () => {
  denied(
    [
      'codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories',
      'codecommit:DeleteApprovalRuleTemplate',
      'codecommit:DisassociateApprovalRuleTemplateFromRepository',
      'codecommit:UpdateApprovalRuleTemplateContent',
      'codecommit:UpdateApprovalRuleTemplateName',
    ],
    '*',
  );
});

test('it lets people work on pull requests', () => {
  const [policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
    id.startsWith('ProtectedBranch'),
  );
  const text = JSON.stringify(policy);
  for (const action of ['CreatePullRequest', 'MergePullRequest', 'UpdatePullRequestApprovalState'])
    expect(text).not.toContain(action);
});

test('it grants nothing, and no role of a release has it', () => {
  const [policy] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).filter(([id]) =>
    id.startsWith('ProtectedBranch'),
  );
  const statements: { Effect: string }[] = policy?.[1].Properties.PolicyDocument.Statement;
  expect(statements.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny', 'Deny', 'Deny']);
  expect(policy?.[1].Properties.Roles).toBeUndefined();
});

describe('another text makes another policy, as nobody who deploys may change what people have', () => {
  const idOf = (branch: string, repository = 'slipway') => {
    const stack = new cdk.Stack();
    const repositoryArn = `arn:aws:codecommit:eu-west-1:111122223333:${repository}`;
    protectedBranch(stack, 'ProtectedBranch', { repositoryArn, branch });
    return Object.keys(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
  };

  test('so its logical id is of its text', () => {
    expect(idOf('main')).toEqual([expect.stringMatching(/^ProtectedBranch[0-9A-F]{8}$/)]);
    expect(idOf('main')).toEqual(idOf('main'));
    expect(new Set([idOf('main'), idOf('release'), idOf('main', 'other')].flat()).size).toBe(3);
  });

  test('and the output names the one to attach', () => {
    template.hasOutput('ProtectedBranchPolicy', { Value: { Ref: Match.stringLikeRegexp('^ProtectedBranch') } });
  });
});
