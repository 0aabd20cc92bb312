import { covers } from '../action-patterns.ts';
import { ACTIONS_WITHOUT_RESOURCE } from '../actions-without-resource.ts';
import type { Problem, Rule } from '../rule.ts';
import { allows, IDENTITY_POLICY_TYPES, identityStatements, type Statement } from '../statements.ts';

/** Actions with which an identity becomes another one: even a wildcard within the resource's name is too much. */
const ROLE_ACTIONS = ['sts:AssumeRole', 'iam:PassRole'];
/** A pattern that says nothing but that it is one. */
const EVERYTHING = /^(?:arn:)?[*?:]+$/;

function problemsOf({ actions, resources, notResources, text }: Statement): readonly Problem[] {
  const everything = resources
    .filter((resource) => EVERYTHING.test(resource))
    .flatMap((resource) =>
      actions
        .filter((action) => !ACTIONS_WITHOUT_RESOURCE.has(action))
        .map((action) => ({ finding: `${action}::${resource}`, detail: `'${action}' on every resource in ${text}` })),
    );
  const manyRoles = resources
    .filter((resource) => !EVERYTHING.test(resource) && /[*?]/.test(resource))
    .flatMap((resource) =>
      actions
        .filter((action) => ROLE_ACTIONS.some((one) => covers(action, one)))
        .map((action) => ({ finding: `${action}::${resource}`, detail: `'${action}' on '${resource}' in ${text}` })),
    );
  const allBut = notResources.map((resource) => ({
    finding: `NotResource::${resource}`,
    detail: `Everything but '${resource}' in ${text}`,
  }));
  return [...everything, ...manyRoles, ...allBut];
}

/** What an identity may do is bound to resources, unless the action takes none. */
export const noWildcardResource: Rule = {
  id: 'no-wildcard-resource',
  description:
    "A statement of an identity policy names its resources; '*' is for actions that take no resource (policies/actions-without-resource.ts).",
  fix: 'Name the resources by ARN. If the action takes none, add it with its page to policies/actions-without-resource.ts.',
  types: IDENTITY_POLICY_TYPES,
  check: (resource) => identityStatements(resource).filter(allows).flatMap(problemsOf),
};
