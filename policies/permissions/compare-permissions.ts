import type { AssemblyStack } from '../changes/assembly.ts';
import { parseTemplate, type Template } from '../changes/template.ts';
import { RUN_ACTION } from './acting-roles.ts';
import { covers } from './covers.ts';
import type { Grant } from './grant.ts';
import { grantsOf } from './grants-of.ts';
import { type NameOf, namesIn } from './names.ts';

/** What a release changes of what anybody may do. */
export interface PermissionChanges {
  /** `broadening` if anybody may do anything new, whatever else is taken away. */
  readonly kind: 'broadening' | 'narrowing' | 'none';
  /** What is newly allowed, and (effect `Deny`) what is no longer denied. */
  readonly gained: readonly Grant[];
  /** What is no longer allowed, and (effect `Deny`) what is newly denied. */
  readonly lost: readonly Grant[];
}

/** A template, taken apart. */
interface Side {
  readonly grants: readonly Grant[];
  /** All that it has, by construct path. */
  readonly resources: ReadonlySet<string>;
}

/**
 * Compares what two templates of a stack allow, by meaning: a statement that is split, merged, moved to another policy
 * or written with other words (a list in place of its wildcard is narrower) is no change. Pure, and needs nothing but the
 * templates.
 */
export function comparePermissions(deployed: AssemblyStack, next: AssemblyStack): PermissionChanges {
  const [before, after] = [deployed, next].map((stack): Side => {
    const template = parseTemplate(stack.template);
    const nameOf = namesIn(template, stack.stagePath);
    return { grants: grantsOf(template, nameOf), resources: resourcesIn(template, nameOf) };
  });
  if (before === undefined || after === undefined) throw new Error('unreachable: two stacks give two sets of grants');
  const gained = [
    ...onlyIn(after, before).filter((grant) => !isDenied(grant, after.grants)),
    ...noLongerDenied(before, after),
  ];
  const lost = [...onlyIn(before, after), ...noLongerDenied(after, before)];
  return { kind: gained.length > 0 ? 'broadening' : lost.length > 0 ? 'narrowing' : 'none', gained, lost };
}

/** What one side allows and the other does not. */
const onlyIn = (one: Side, other: Side): readonly Grant[] =>
  one.grants.filter(
    (grant) => grant.effect === 'Allow' && !isAllowed(grant, other.grants) && !isOfItsRole(grant, one, other),
  );

/**
 * Whether grants allow what one allows, of the same role or resource: `*` in the policy of a queue is that queue, and lets nobody
 * near another.
 */
const isAllowed = (grant: Grant, all: readonly Grant[]): boolean =>
  grant.owners.length === 0 ? isSaid(grant, all) : grant.owners.every((owner) => isSaid(grant, all, owner));

/** Whether grants say what one says, of one of those that it is about. */
const isSaid = (grant: Grant, all: readonly Grant[], owner?: string): boolean =>
  all.some((known) => (owner === undefined || known.owners.includes(owner)) && covers(known, grant));

/** Whether somebody acts as a role that one side alone has: the trust and the policies of that role tell it. */
function isOfItsRole({ action, resource }: Grant, one: Side, other: Side): boolean {
  if (!isToRun(action) || resource.kind !== 'only') return false;
  const role = /^<([^<>]+?)(?:\.Arn)?>$/.exec(resource.text)?.[1];
  return role !== undefined && one.resources.has(role) && !other.resources.has(role);
}

/**
 * What one side denies and the other does not, of what the other still has: of what is gone altogether there is nothing
 * left to be allowed. A policy that is gone denies no longer, whoever else says the same of something else.
 */
function noLongerDenied(one: Side, other: Side): readonly Grant[] {
  const isLeft = (owner: string) => other.resources.has(owner) || !one.resources.has(owner);
  return one.grants.filter((grant) => {
    if (grant.effect !== 'Deny') return false;
    if (grant.owners.length === 0) return !isSaid(grant, other.grants);
    return grant.owners.some((owner) => isLeft(owner) && !isSaid(grant, other.grants, owner));
  });
}

/**
 * Whether a Deny without conditions takes the whole of an Allow back. It has to be of the same role or resource: `*` in the policy
 * of a queue is that queue, not what a role may do elsewhere. No policy takes back who acts as which role.
 */
const isDenied = (grant: Grant, all: readonly Grant[]): boolean =>
  !isToRun(grant.action) &&
  all.some(
    (one) =>
      one.effect === 'Deny' &&
      one.conditions.length === 0 &&
      one.owners.length === grant.owners.length &&
      grant.owners.every((owner) => one.owners.includes(owner)) &&
      covers({ ...one, effect: 'Allow' }, grant),
  );

const isToRun = (action: Grant['action']): boolean =>
  action.kind === 'only' && action.text.startsWith(`${RUN_ACTION} `);

const resourcesIn = ({ resources }: Template, nameOf: NameOf): ReadonlySet<string> =>
  new Set([...resources.keys()].map(nameOf));
