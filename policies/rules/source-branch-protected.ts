import { covers } from '../action-patterns.ts';
import type { Problem, Rule } from '../rule.ts';
import { allows, IDENTITY_POLICY_TYPES, identityStatements, type Statement } from '../statements.ts';

const named = (actions: readonly string[]): readonly string[] => actions.map((action) => `codecommit:${action}`);

/** With these a branch moves without a pull request. */
const MOVES = named([
  'CreateCommit',
  'DeleteBranch',
  'DeleteFile',
  'GitPush',
  'MergeBranchesByFastForward',
  'MergeBranchesBySquash',
  'MergeBranchesByThreeWay',
  'PutFile',
]);

/** With these on the repository what protects its branch goes: under another name it has another ARN. */
const UNPROTECTS = named([
  'DeletePullRequestApprovalRule',
  'DeleteRepository',
  'OverridePullRequestApprovalRules',
  'UpdateDefaultBranch',
  'UpdatePullRequestApprovalRuleContent',
  'UpdateRepositoryName',
]);

/** The same, of templates, which have no ARN: a statement about them is about all. */
const UNPROTECTS_ALL = named([
  'BatchDisassociateApprovalRuleTemplateFromRepositories',
  'DeleteApprovalRuleTemplate',
  'DisassociateApprovalRuleTemplateFromRepository',
  'UpdateApprovalRuleTemplateContent',
  'UpdateApprovalRuleTemplateName',
]);

/** People's work on a pull request, and no role's. */
const REVIEWS = named([
  'AssociateApprovalRuleTemplateWithRepository',
  'BatchAssociateApprovalRuleTemplateWithRepositories',
  'MergePullRequestByFastForward',
  'MergePullRequestBySquash',
  'MergePullRequestByThreeWay',
  'UpdatePullRequestApprovalState',
]);

const ACTIONS = [...MOVES, ...UNPROTECTS, ...UNPROTECTS_ALL, ...REVIEWS].sort();

const about = ({ actions }: Statement, action: string): boolean => actions.some((pattern) => covers(pattern, action));

/** What a policy allows that only people may do. */
const allowed = (statements: readonly Statement[]): readonly Problem[] =>
  statements.filter(allows).flatMap(({ actions, text }) =>
    actions.flatMap((pattern) => {
      const covered = ACTIONS.filter((action) => covers(pattern, action));
      const [first, ...more] = covered;
      if (first === undefined) return [];
      const others = more.length === 0 ? '' : ` and ${more.length} more`;
      return [{ finding: `Action::${pattern}`, detail: `'${pattern}' allows ${first}${others} in ${text}` }];
    }),
  );

/** What a policy that refuses pushes leaves open, so that they are refused in vain. */
function leftOpen(statements: readonly Statement[]): readonly Problem[] {
  const denials = statements.filter((statement) => !allows(statement));
  const protectedOnes = denials.filter((one) => about(one, 'codecommit:GitPush')).flatMap(({ resources }) => resources);
  if (protectedOnes.length === 0) return [];
  const refused = (action: string, resources: readonly string[], conditional: boolean): boolean => {
    const of = denials.filter((one) => about(one, action) && (conditional || one.conditions.length === 0));
    return resources.every((resource) =>
      of.some((one) => one.resources.some((text) => ['*', resource].includes(text))),
    );
  };
  const open = [
    ...MOVES.filter((action) => !refused(action, protectedOnes, true)),
    ...UNPROTECTS.filter((action) => !refused(action, protectedOnes, false)),
    ...UNPROTECTS_ALL.filter((action) => !refused(action, ['*'], false)),
  ];
  return open.map((action) => ({
    finding: `Deny::${action}`,
    detail: `Pushes to ${protectedOnes.join(', ')} are denied, and ${action} is not`,
  }));
}

/** What is released is what people reviewed: nothing that runs in a release writes to the repository. */
export const sourceBranchProtected: Rule = {
  id: 'source-branch-protected',
  description:
    'No role pushes, merges, approves a pull request or changes how a branch is protected, and a policy that denies pushes to people denies every way around. https://docs.aws.amazon.com/codecommit/latest/userguide/how-to-conditional-branch.html',
  fix: 'Leave the action out: a release reads its source. People write with their own roles, as docs/runbooks/security.md says; deny in their policy (pipeline/protected-branch.ts) what the finding names, without a condition, and of templates on every resource.',
  types: IDENTITY_POLICY_TYPES,
  check: (resource) => {
    const statements = identityStatements(resource);
    return [...allowed(statements), ...leftOpen(statements)];
  },
};
