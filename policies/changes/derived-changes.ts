import type { Derivation } from './change.ts';
import { canonical, type Resource, same, type Template } from './template.ts';

/** With what the CDK ends the logical id of a resource that cannot change: a hash of what it is made of. */
const HASH = /[0-9a-f]{32}$/;

/** Says what a change only comes from; undefined where somebody made it. */
export interface Derived {
  /** @param which whether it is the resource that comes or the one that goes */
  readonly ofRenewed: (resource: Resource, which: 'new' | 'earlier') => Derivation | undefined;
  readonly ofChanged: (before: Resource, after: Resource) => Derivation | undefined;
}

/**
 * What a new template changes only because of other changes: a function's version has a new logical id with each change of its
 * function, and so has the deployment of an API; alarms, aliases and policies then name the new one. Pure.
 */
export function derivedChanges(deployed: Template, next: Template): Derived {
  const renewed = renewals(deployed, next);
  const fresh = new Set(renewed.values());
  const textOf = (value: unknown): string =>
    canonical(value).replaceAll(/\b[A-Za-z0-9]+\b/g, (word) => renewed.get(word) ?? word);
  return {
    ofRenewed: ({ logicalId }, which) =>
      (which === 'new' ? fresh.has(logicalId) : renewed.has(logicalId)) ? which : undefined,
    ofChanged: (before, after) => {
      const others = [before, after].map(({ properties: _, ...rest }) => rest);
      return renewed.size > 0 && same(others[0], others[1]) && textOf(before.properties) === canonical(after.properties)
        ? 'reference'
        : undefined;
    },
  };
}

/** The old and the new logical id of what is the same but for the hash in its name. */
function renewals(deployed: Template, next: Template): ReadonlyMap<string, string> {
  const stem = (logicalId: string) => logicalId.replace(HASH, '');
  const added = [...next.resources.values()].filter(({ logicalId }) => !deployed.resources.has(logicalId));
  const pairs = [...deployed.resources.values()].flatMap((before): (readonly [string, string])[] => {
    if (next.resources.has(before.logicalId) || !HASH.test(before.logicalId)) return [];
    const after = added.find(
      (one) =>
        HASH.test(one.logicalId) && stem(one.logicalId) === stem(before.logicalId) && isSameButForItsName(before, one),
    );
    return after === undefined ? [] : [[before.logicalId, after.logicalId]];
  });
  return new Map(pairs);
}

function isSameButForItsName(before: Resource, after: Resource): boolean {
  const [one, other] = [before, after].map(({ logicalId: _, ...rest }) => rest);
  return same(one, other);
}
