import { createHash } from 'node:crypto';
import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties of `protectedBranch`. */
export interface ProtectedBranchProps {
  readonly repositoryArn: string;
  readonly branch: string;
}

/**
 * A policy for whoever writes to the repository: it grants nothing, and refuses to move the released branch other than by
 * merging a pull request, to pass by the approval of one, and to change what the refusals rest on: the name of the
 * repository, and the templates by which pull requests get their approval rules. CodeCommit has no policy of its own on a repository, so this
 * is attached to people's roles, by the account. No role of a release may write there at all (rule
 * `source-branch-protected`), nor would its boundary let it.
 *
 * Nobody who deploys may change its text, since people have it on roles without a boundary (policies/bootstrap.yaml). So
 * another text has another logical id, and makes another policy, which has to be attached in place of the one before. That
 * one stays where it is attached, as IAM deletes no policy that is. Its name begins with `id`, which the boundary knows it by.
 *
 * A push of tags or of nothing names no branch, hence the second condition.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
 */
export function protectedBranch(scope: Construct, id: string, props: ProtectedBranchProps): iam.ManagedPolicy {
  const statements = [
    new iam.PolicyStatement({
      sid: 'MergesOnly',
      effect: iam.Effect.DENY,
      actions: [
        'codecommit:CreateCommit',
        'codecommit:DeleteBranch',
        'codecommit:DeleteFile',
        'codecommit:GitPush',
        'codecommit:MergeBranchesByFastForward',
        'codecommit:MergeBranchesBySquash',
        'codecommit:MergeBranchesByThreeWay',
        'codecommit:PutFile',
      ],
      resources: [props.repositoryArn],
      conditions: {
        StringEqualsIfExists: { 'codecommit:References': [`refs/heads/${props.branch}`] },
        Null: { 'codecommit:References': 'false' },
      },
    }),
    new iam.PolicyStatement({
      sid: 'ApprovedOnly',
      effect: iam.Effect.DENY,
      actions: [
        'codecommit:DeletePullRequestApprovalRule',
        'codecommit:OverridePullRequestApprovalRules',
        'codecommit:UpdatePullRequestApprovalRuleContent',
      ],
      resources: [props.repositoryArn],
    }),
    // Under another name the repository has another ARN, of which nothing here is denied; what is deleted can be made anew.
    new iam.PolicyStatement({
      sid: 'SameRepository',
      effect: iam.Effect.DENY,
      actions: ['codecommit:DeleteRepository', 'codecommit:UpdateDefaultBranch', 'codecommit:UpdateRepositoryName'],
      resources: [props.repositoryArn],
    }),
    // Templates of approval rules are the account's and have no ARN. Taking one from a repository has the ARN of the
    // repository, or of many in a batch; it is denied for all, as changing the template is.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodecommit.html
    new iam.PolicyStatement({
      sid: 'SameApprovalRules',
      effect: iam.Effect.DENY,
      actions: [
        'codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories',
        'codecommit:DeleteApprovalRuleTemplate',
        'codecommit:DisassociateApprovalRuleTemplateFromRepository',
        'codecommit:UpdateApprovalRuleTemplateContent',
        'codecommit:UpdateApprovalRuleTemplateName',
      ],
      resources: ['*'],
    }),
  ];
  const description = `Moves ${props.branch} by merged pull requests only; attach it to the roles of people who push`;
  const policy = new iam.ManagedPolicy(scope, id, { description, statements });
  const { defaultChild } = policy.node;
  if (!(defaultChild instanceof iam.CfnManagedPolicy)) throw new Error('unreachable: a managed policy is one resource');
  defaultChild.overrideLogicalId(`${id}${hashOf(cdk.Stack.of(scope).resolve(statements.map((one) => one.toJSON())))}`);
  return policy;
}

const hashOf = (text: unknown): string =>
  createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 8).toUpperCase();
