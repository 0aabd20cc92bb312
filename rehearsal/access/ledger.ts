import type { Statement } from '../policy/document.ts';
import { arnMatcher, matcher, readArn } from '../policy/match.ts';
import type { AccessEntry } from './access-table.ts';

/** A role and what its identity policies say. */
export interface RolePolicies {
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** ARNs of AWS's own policies whose documents are not known here: what they grant cannot be listed. */
  readonly unknownPolicies: readonly string[];
}

/** Something that was done, how often. */
export interface Use {
  readonly action: string;
  readonly resource: string;
  readonly count: number;
}

/** One action on one resource as a policy writes them, wildcards included, and what they covered of what was done. */
export interface Grant {
  readonly action: string;
  readonly resource: string;
  /** Whether it holds under conditions only. */
  readonly conditional: boolean;
  readonly uses: readonly Use[];
}

/** What one role may do, did, and was not allowed to. */
export interface RoleAccess {
  readonly arn: string;
  readonly grants: readonly Grant[];
  readonly denied: readonly (Use & { readonly because: string })[];
  readonly unknownPolicies: readonly string[];
}

const useOf = ({ action, resource, count }: AccessEntry): Use => ({ action, resource, count });

/** `NotAction` and `NotResource` grant all but what they name: that is written as it is, and whatever was done counts. */
function grantsOf(statement: Statement, done: readonly AccessEntry[]): Grant[] {
  if (statement.Effect !== 'Allow') return [];
  const actions = statement.Action ?? ['*'];
  const resources = statement.Resource ?? ['*'];
  return actions.flatMap((action) => {
    const isAction = matcher(action.toLowerCase());
    const acted = done.filter((entry) => isAction(entry.action.toLowerCase()));
    return resources.map((resource) => {
      const isResource = arnMatcher(resource);
      const uses = acted.filter((entry) => resource === '*' || isResource(readArn(entry.resource))).map(useOf);
      return { action, resource, conditional: statement.Condition !== undefined, uses };
    });
  });
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Holds what roles may do against what was decided about them. Resources with a policy variable in them match as their
 * pattern does; a grant of another policy type (a resource's, a session's) is not listed, since no role owns it.
 */
export function accessLedger(roles: readonly RolePolicies[], decisions: readonly AccessEntry[]): RoleAccess[] {
  return roles
    .map(({ arn, statements, unknownPolicies }) => {
      const own = decisions.filter(({ principal }) => principal === arn);
      const done = own.filter(({ decision }) => decision === 'allowed');
      const denied = own.filter(({ decision }) => decision === 'denied');
      return {
        arn,
        grants: statements.flatMap((statement) => grantsOf(statement, done)),
        denied: denied.map((entry) => ({ ...useOf(entry), because: entry.because })),
        unknownPolicies,
      };
    })
    .sort((a, b) => byText(a.arn, b.arn));
}

/** Whether nothing was done with a grant. */
export const isUnused = ({ uses }: Grant): boolean => uses.length === 0;
/** The grants of a role that nothing was done with. */
export const unusedGrants = (role: RoleAccess): Grant[] => role.grants.filter(isUnused);
