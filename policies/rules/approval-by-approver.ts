import { covers } from '../action-patterns.ts';
import { casesOf } from '../condition-cases.ts';
import type { Problem, Rule } from '../rule.ts';
import { allows, IDENTITY_POLICY_TYPES, identityStatements, type Statement } from '../statements.ts';
import { listOf, type Resource, type Template, textOf } from '../template.ts';

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

/** The types of those who have rights, and the property that is the name of one. */
const IDENTITY_NAME: Readonly<Record<string, string>> = {
  'AWS::IAM::Group': 'GroupName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
};
/** Properties of a policy that say who has it. */
const HOLDERS = ['GroupName', 'Groups', 'RoleName', 'Roles', 'UserName', 'Users'];

const isIdentity = ({ type }: Resource): boolean => IDENTITY_NAME[type] !== undefined;

/** What a list has in any case of the template's conditions, as texts. */
const textsOf = (list: unknown): readonly string[] =>
  casesOf([list])
    .flatMap(({ value }) => listOf(value))
    .flatMap(listOf)
    .map(textOf);

/** Who has a policy, as the policy says it. */
const holdersOf = (policy: Resource): readonly string[] =>
  isIdentity(policy) ? [] : HOLDERS.flatMap((property) => textsOf(policy.properties[property]));

const policiesOf = ({ properties }: Resource): readonly string[] => textsOf(properties.ManagedPolicyArns);

/** Whether a text, as one of `holdersOf`, is an identity of this template. */
const isNamed = (holder: string, { logicalId, type, properties }: Resource): boolean =>
  [`<${logicalId}>`, textOf(properties[IDENTITY_NAME[type] ?? ''])].includes(holder);

/** Whether a text, as one of `policiesOf`, is a policy of this template. */
const isReferred = (arn: string, { logicalId }: Resource): boolean =>
  [`<${logicalId}>`, `<${logicalId}.PolicyArn>`].includes(arn);

const has = (identity: Resource, policy: Resource): boolean =>
  holdersOf(policy).some((holder) => isNamed(holder, identity)) ||
  policiesOf(identity).some((arn) => isReferred(arn, policy));

/** Who has a policy by this template, or an identity itself. */
const identitiesWith = (resource: Resource, { resources }: Template): readonly Resource[] =>
  isIdentity(resource) ? [resource] : resources.filter((one) => isIdentity(one) && has(one, resource));

/** What else those who have a policy, or an identity itself, can do by this template. */
const rightsBeside = (resource: Resource, { resources }: Template, identities: readonly Resource[]) =>
  resources.filter(
    (other) =>
      other.logicalId !== resource.logicalId &&
      identities.some((identity) => identity.logicalId === other.logicalId || has(identity, other)),
  );

/** What the approver can do beyond what the template says of it. */
function unknownRights(resource: Resource, template: Template, identities: readonly Resource[]): readonly Problem[] {
  const { resources } = template;
  const policies = identities
    .flatMap(policiesOf)
    .filter((arn) => !resources.some((one) => isReferred(arn, one)))
    .map((arn) => ({ finding: `ManagedPolicy::${arn}`, detail: `The approver has the policy '${arn}' too` }));
  const holders = holdersOf(resource)
    .filter((holder) => !identities.some((identity) => isNamed(holder, identity)))
    .map((holder) => ({
      finding: `Identity::${holder}`,
      detail: `What else '${holder}', who may approve, can do is not in this template`,
    }));
  return [...policies, ...holders];
}

/** Who approves a release can do nothing else, so whoever makes releases cannot approve them. */
export const approvalByApprover: Rule = {
  id: 'approval-by-approver',
  description:
    'The right to approve names one approval of one pipeline, in a role of the same template that can do nothing else. https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-iam-permissions.html',
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
    const identities = identitiesWith(resource, template);
    const more: readonly Problem[] = [resource, ...rightsBeside(resource, template, identities)]
      .flatMap(identityStatements)
      .filter(allows)
      .flatMap(({ actions, text }) =>
        actions
          .filter((action) => action !== APPROVE && !SEEING.has(action))
          .map((action) => ({ finding: `Action::${action}`, detail: `The approver may also '${action}' in ${text}` })),
      );
    return [...wide, ...more, ...unknownRights(resource, template, identities)];
  },
};
