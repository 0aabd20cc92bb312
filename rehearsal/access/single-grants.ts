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

/** What a statement says beside action and resource. */
const circumstances = ({ Action, NotAction, Resource, NotResource, Sid, ...rest }: Statement): string =>
  JSON.stringify(rest);

/** Where a policy has this grant: policies change, and most of their grants stay. */
function placeOf({ policy, statement, action, resource }: SingleGrant, statements: readonly Statement[]): number {
  const own = parsePolicy(policy.document).Statement[statement];
  return statements.findIndex(
    (one) =>
      own !== undefined &&
      circumstances(one) === circumstances(own) &&
      actionsOf(one).includes(action) &&
      resourcesOf(one).includes(resource),
  );
}

/**
 * A policy without a grant.
 * @param document the text of the grant's policy, now or at another time; undefined is answered where that has no such grant
 */
export function withoutGrant(grant: SingleGrant, document: string): PolicyDocument | undefined {
  const { action, resource } = grant;
  const parsed = parsePolicy(document);
  const place = document === grant.policy.document ? grant.statement : placeOf(grant, parsed.Statement);
  if (place === -1) return undefined;
  return {
    ...parsed,
    Statement: parsed.Statement.flatMap((statement, at) =>
      at === place ? remaining(statement, action, resource) : [statement],
    ),
  };
}
