import { covers } from '../action-patterns.ts';
import type { Problem, Rule } from '../rule.ts';
import { allows, IDENTITY_POLICY_TYPES, identityStatements, type Statement } from '../statements.ts';
import { listOf, type Resource, refersTo, type Template, textOf } from '../template.ts';

const APPROVE = 'codepipeline:PutApprovalResult';
/** What an approver has to see to decide: the release, and the token of its approval. */
const SEEING = new Set([
  'codepipeline:GetPipelineExecution',
  'codepipeline:GetPipelineState',
  'codepipeline:ListActionExecutions',
  'codepipeline:ListPipelineExecutions',
]);
/** `<pipeline>/<stage>/<action>`, each by its name. */
const ONE_APPROVAL = /^arn:[^*?]+:codepipeline:[^*?/]+:[^*?/:]+\/[^*?/:]+\/[^*?/:]+$/;

const approves = (statement: Statement): boolean =>
  allows(statement) && statement.actions.some((action) => covers(action, APPROVE));

/** Everything that the roles of a policy, or a role itself, may do by this template. */
function together(resource: Resource, template: Template): readonly Resource[] {
  const targets = [resource.logicalId, ...template.resources.map(({ logicalId }) => logicalId)].filter(
    (id) =>
      (id === resource.logicalId && resource.type === 'AWS::IAM::Role') ||
      listOf(resource.properties.Roles).some((role) => refersTo(role, id)),
  );
  return template.resources.filter(
    (other) =>
      other.logicalId === resource.logicalId ||
      targets.includes(other.logicalId) ||
      targets.some((id) => listOf(other.properties.Roles).some((role) => refersTo(role, id))),
  );
}

/** Who approves a release can do nothing else, so whoever makes releases cannot approve them. */
export const approvalByApprover: Rule = {
  id: 'approval-by-approver',
  description:
    'The right to approve names one approval of one pipeline, in a role that can do nothing else. https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html',
  fix: 'Grant the approval with ApproverRole of pipeline/approver-role.ts, and take it from every other role.',
  types: IDENTITY_POLICY_TYPES,
  check: (resource, template) => {
    const approvals = identityStatements(resource).filter(approves);
    if (approvals.length === 0) return [];
    const wide: readonly Problem[] = approvals.flatMap(({ resources, text }) =>
      resources
        .filter((one) => !ONE_APPROVAL.test(one))
        .map((one) => ({ finding: `Resource::${one}`, detail: `More than one approval ('${one}') in ${text}` })),
    );
    const all = together(resource, template);
    const more: readonly Problem[] = all
      .flatMap(identityStatements)
      .filter(allows)
      .flatMap(({ actions, text }) =>
        actions
          .filter((action) => action !== APPROVE && !SEEING.has(action))
          .map((action) => ({ finding: `Action::${action}`, detail: `The approver may also '${action}' in ${text}` })),
      );
    const managed: readonly Problem[] = all.flatMap(({ properties }) =>
      listOf(properties.ManagedPolicyArns)
        .map(textOf)
        .filter((arn) => arn.startsWith('arn:aws:iam::aws:'))
        .map((arn) => ({ finding: `ManagedPolicy::${arn}`, detail: `The approver has the policy '${arn}' too` })),
    );
    return [...wide, ...more, ...managed];
  },
};
