import type { PolicyText } from '../kernel/access.ts';
import { type PolicyDocument, parsePolicy, type Statement } from '../policy/document.ts';

/** A role with the texts of its identity policies. */
export interface RoleDocuments {
  readonly arn: string;
  readonly policies: readonly PolicyText[];
  /** ARNs of AWS's own policies whose documents are not known here. */
  readonly unknownPolicies: readonly string[];
}

/** One action on one resource in one statement of one policy of a role. */
export interface SingleGrant {
  readonly role: string;
  readonly policy: PolicyText;
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
}

/** What stands for all but what is named, which is one grant and not many. */
const allBut = (what: string, names: readonly string[] | undefined) => `${what} ${(names ?? []).join(', ')}`;
const actionsOf = (statement: Statement) => statement.Action ?? [allBut('all but', statement.NotAction)];
const resourcesOf = (statement: Statement) => statement.Resource ?? [allBut('all but', statement.NotResource)];

/** Every grant of a role by itself. */
export const singleGrants = ({ arn, policies }: RoleDocuments): SingleGrant[] =>
  policies.flatMap((policy) =>
    parsePolicy(policy.document).Statement.flatMap((statement, index) =>
      statement.Effect === 'Deny'
        ? []
        : actionsOf(statement).flatMap((action) =>
            resourcesOf(statement).map((resource) => ({ role: arn, policy, statement: index, action, resource })),
          ),
    ),
  );

/** A statement without one action on one resource: the other actions on all, and this action on the other resources. */
function remaining(statement: Statement, action: string, resource: string): Statement[] {
  const { Action, Resource, ...rest } = statement;
  const otherActions = (Action ?? []).filter((one) => one !== action);
  const otherResources = (Resource ?? []).filter((one) => one !== resource);
  return [
    ...(otherActions.length === 0 ? [] : [{ ...statement, Action: otherActions }]),
    ...(otherResources.length === 0
      ? []
      : [{ ...rest, ...(Action === undefined ? {} : { Action: [action] }), Resource: otherResources }]),
  ];
}

/** The policy of a grant without the grant. */
export function withoutGrant({ policy, statement: index, action, resource }: SingleGrant): PolicyDocument {
  const document = parsePolicy(policy.document);
  return {
    ...document,
    Statement: document.Statement.flatMap((statement, at) =>
      at === index ? remaining(statement, action, resource) : [statement],
    ),
  };
}
