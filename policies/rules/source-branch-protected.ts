import { covers } from '../action-patterns.ts';
import type { Rule } from '../rule.ts';
import { allows, IDENTITY_POLICY_TYPES, identityStatements } from '../statements.ts';

/** With these a branch moves, or what protects it goes. */
const ACTIONS = [
  'AssociateApprovalRuleTemplateWithRepository',
  'BatchDisassociateApprovalRuleTemplateFromRepositories',
  'CreateCommit',
  'DeleteApprovalRuleTemplate',
  'DeleteBranch',
  'DeleteFile',
  'DeletePullRequestApprovalRule',
  'DeleteRepository',
  'DisassociateApprovalRuleTemplateFromRepository',
  'GitPush',
  'MergeBranchesByFastForward',
  'MergeBranchesBySquash',
  'MergeBranchesByThreeWay',
  'MergePullRequestByFastForward',
  'MergePullRequestBySquash',
  'MergePullRequestByThreeWay',
  'OverridePullRequestApprovalRules',
  'PutFile',
  'UpdateApprovalRuleTemplateContent',
  'UpdateDefaultBranch',
  'UpdatePullRequestApprovalRuleContent',
  'UpdatePullRequestApprovalState',
].map((action) => `codecommit:${action}`);

/** What is released is what people reviewed: nothing that runs in a release writes to the repository. */
export const sourceBranchProtected: Rule = {
  id: 'source-branch-protected',
  description:
    'No role pushes, merges, approves a pull request or changes how a branch is protected. https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html',
  fix: 'Leave the action out: a release reads its source. People write with their own roles, as docs/runbooks/security.md says.',
  types: IDENTITY_POLICY_TYPES,
  check: (resource) =>
    identityStatements(resource)
      .filter(allows)
      .flatMap(({ actions, text }) =>
        actions.flatMap((pattern) => {
          const covered = ACTIONS.filter((action) => covers(pattern, action));
          const [first, ...more] = covered;
          if (first === undefined) return [];
          const others = more.length === 0 ? '' : ` and ${more.length} more`;
          return [{ finding: `Action::${pattern}`, detail: `'${pattern}' allows ${first}${others} in ${text}` }];
        }),
      ),
};
