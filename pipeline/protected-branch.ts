import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties of `protectedBranch`. */
export interface ProtectedBranchProps {
  readonly repositoryArn: string;
  readonly branch: string;
}

/**
 * A policy for whoever writes to the repository: it grants nothing, and refuses to move the released branch other than by
 * merging a pull request, and to pass by the approval of one. CodeCommit has no policy of its own on a repository, so this
 * is attached to people's roles, by the account. No role of a release may write there at all (rule
 * `source-branch-protected`), nor would its boundary let it.
 *
 * A push of tags or of nothing names no branch, hence the second condition.
 * https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html
 */
export function protectedBranch(scope: Construct, id: string, props: ProtectedBranchProps): iam.ManagedPolicy {
  return new iam.ManagedPolicy(scope, id, {
    description: `Moves ${props.branch} by merged pull requests only; attach it to the roles of people who push`,
    statements: [
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
    ],
  });
}
