import type { AssemblyStack } from '../changes/assembly.ts';
import { comparePermissions } from './compare-permissions.ts';
import { EVERYBODY } from './covers.ts';
import type { Grant } from './grant.ts';
import { principalWords, sentences } from './sentences.ts';

/** All that one principal is allowed in a stack. */
export interface PrincipalGrants {
  /** Such as `anyone`, a role by its construct, or a service. */
  readonly who: string;
  readonly sentences: readonly string[];
}

const isAnyone = ({ principal }: Grant): boolean => principal === EVERYBODY || principal === 'AWS:*';

/**
 * All that a stack allows, by who is allowed it: what is new where nothing is deployed. Whoever reads it sees first what anyone may
 * do. Pure.
 */
export function grantedBy(stack: AssemblyStack): readonly PrincipalGrants[] {
  const { gained } = comparePermissions({ ...stack, template: {} }, stack);
  const ordered = [...gained.filter(isAnyone), ...gained.filter((grant) => !isAnyone(grant))];
  return [...Map.groupBy(ordered, ({ principal }) => principalWords(principal))].map(([who, grants]) => ({
    who,
    sentences: sentences(grants, 'gained'),
  }));
}
