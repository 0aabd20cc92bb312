import type { AssemblyStack } from '../changes/assembly.ts';
import { parseTemplate, type Template } from '../changes/template.ts';
import { covers } from './covers.ts';
import type { Grant } from './grant.ts';
import { grantsOf, type NameOf } from './grants-of.ts';

/** What a release changes of what anybody may do. */
export interface PermissionChanges {
  /** `broadening` if anybody may do anything new, whatever else is taken away. */
  readonly kind: 'broadening' | 'narrowing' | 'none';
  /** What is newly allowed, and (effect `Deny`) what is no longer denied. */
  readonly gained: readonly Grant[];
  /** What is no longer allowed, and (effect `Deny`) what is newly denied. */
  readonly lost: readonly Grant[];
}

/**
 * Compares what two templates of a stack allow, by meaning: a statement that is split, merged, moved to another policy
 * or written with other words (a list in place of its wildcard is narrower) is no change. Pure, and needs nothing but the
 * templates.
 */
export function comparePermissions(deployed: AssemblyStack, next: AssemblyStack): PermissionChanges {
  const [before, after] = [deployed, next].map((stack) => {
    const template = parseTemplate(stack.template);
    const nameOf = namesIn(template, stack.stagePath);
    return { grants: grantsOf(template, nameOf), owners: ownersIn(template, nameOf) };
  });
  if (before === undefined || after === undefined) throw new Error('unreachable: two stacks give two sets of grants');
  const isNew = (grant: Grant, others: readonly Grant[]) => !others.some((other) => covers(other, grant));
  const missing = (grants: readonly Grant[], effect: Grant['effect'], others: readonly Grant[]) =>
    grants.filter((grant) => grant.effect === effect && isNew(grant, others));
  const gained = [
    ...missing(after.grants, 'Allow', before.grants).filter((grant) => !isDenied(grant, after.grants)),
    // Of what is gone altogether there is nothing left to be allowed.
    ...missing(before.grants, 'Deny', after.grants).filter(({ owner }) => after.owners.has(owner)),
  ];
  const lost = [
    ...missing(before.grants, 'Allow', after.grants),
    ...missing(after.grants, 'Deny', before.grants).filter(({ owner }) => before.owners.has(owner)),
  ];
  return { kind: gained.length > 0 ? 'broadening' : lost.length > 0 ? 'narrowing' : 'none', gained, lost };
}

/** Whether a Deny without conditions takes the whole of an Allow back. */
const isDenied = (grant: Grant, all: readonly Grant[]): boolean =>
  all.some((one) => one.effect === 'Deny' && one.conditions.length === 0 && covers({ ...one, effect: 'Allow' }, grant));

/** Construct paths below the stage, without what CDK puts below each resource of its own. */
export function namesIn(template: Template, stagePath: string): NameOf {
  return (logicalId) => {
    const path = template.resources.get(logicalId)?.path ?? logicalId;
    return path.replace(stagePath === '' ? '' : `${stagePath}/`, '').replace(/\/(Resource|Default)$/, '');
  };
}

const ownersIn = ({ resources }: Template, nameOf: NameOf): ReadonlySet<string> =>
  new Set([...resources.keys()].map(nameOf));
