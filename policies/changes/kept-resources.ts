import type { Verdict } from './change.ts';
import { STATEFUL_TYPES, type StatefulType } from './stateful-types.ts';
import { type Resource, referencesIn, same } from './template.ts';

/** Whether what the policy names keeps the resource when CloudFormation would delete it. */
const keeps = (policy: string): boolean => policy === 'Retain' || policy === 'RetainExceptOnCreate';

/** Undefined for a type that the template makes again without loss. */
const stateful = ({ type }: Resource): StatefulType | undefined => STATEFUL_TYPES[type];

/** Properties that make CloudFormation put another resource in the place of this one. */
export function replacingProperties(
  before: Resource,
  after: Resource,
  replaced: ReadonlySet<string>,
): readonly string[] {
  const { replacedBy = [] } = stateful(before) ?? {};
  return replacedBy.filter((property) => {
    const value = after.properties[property];
    return !same(before.properties[property], value) || [...referencesIn(value)].some((id) => replaced.has(id));
  });
}

/** A resource that leaves the stack. @param movedTo the added resource that looks like it, if there is one */
export function judgeRemoved(before: Resource, movedTo?: Resource): Verdict {
  const known = stateful(before);
  if (known === undefined) return reversible('removed', `${before.type} is removed.`);
  const moved =
    movedTo === undefined
      ? ''
      : ` '${movedTo.logicalId}' is added and looks like it: CloudFormation makes a new one, and does not move what is there.`;
  const keepId =
    movedTo === undefined
      ? ''
      : ` To keep the resource where only its place in the code changed, keep its logical id with overrideLogicalId('${before.logicalId}').`;
  if (keeps(before.deletionPolicy)) {
    return {
      class: 'twoStep',
      kind: 'removed',
      reason: `The ${known.noun} leaves the stack and is kept (${before.deletionPolicy}); the earlier template would make a new one beside it, or fail on its name.${moved}`,
      remedy: `Going back takes an import of the ${known.noun} into the stack.${keepId}`,
    };
  }
  const snapshot = before.deletionPolicy === 'Snapshot' ? ', but for a snapshot of this moment' : '';
  return {
    class: 'oneWay',
    kind: 'removed',
    reason: `The ${known.noun} is deleted, and with it ${known.holds}${snapshot}.${moved}`,
    remedy: `First release: nothing uses the ${known.noun} any more and its removal policy is RETAIN. Second release: it leaves the template. Delete it by hand when nobody misses it.${keepId}`,
  };
}

/** A resource that comes. */
export function judgeAdded(after: Resource): Verdict {
  const known = stateful(after);
  if (known?.physicalName === undefined || after.deletionPolicy !== 'Retain') {
    return reversible('added', `${after.type} is added.`);
  }
  if (after.properties[known.physicalName] === undefined) return reversible('added', `${after.type} is added.`);
  return {
    class: 'twoStep',
    kind: 'added',
    reason: `The ${known.noun} is kept when a release is taken back (${after.deletionPolicy}), and its name is then taken: the next deployment fails on it.`,
    remedy: `Import it into the stack before the release is tried again, or leave ${known.physicalName} out.`,
  };
}

/** A resource in whose place another one comes, because of what changed. */
export function judgeReplaced(before: Resource, after: Resource, causes: readonly string[]): readonly Verdict[] {
  const known = stateful(before) ?? stateful(after);
  if (known === undefined || causes.length === 0) return [];
  const cause = causes.join(', ');
  const old = keeps(after.updateReplacePolicy)
    ? `the old one is kept outside of the stack (${after.updateReplacePolicy}), the new one begins without ${known.holds}`
    : `with the old one goes ${known.holds}`;
  const { physicalName } = known;
  const name = physicalName === undefined ? undefined : after.properties[physicalName];
  const blocked =
    physicalName !== undefined && name !== undefined && same(name, before.properties[physicalName])
      ? ` The deployment itself fails, as two of them cannot have the same ${physicalName}.`
      : '';
  return [
    {
      class: 'oneWay',
      kind: 'replaced',
      reason: `A change of ${cause} replaces the ${known.noun}: ${old}.${blocked}`,
      remedy: `First release: add a second ${known.noun} beside it, write to both, copy what is there. Second release: read from the new one and, when nobody misses it, remove the old one.`,
    },
  ];
}

/** The removal policy of a resource that stays. */
export function judgeRetention(before: Resource, after: Resource): readonly Verdict[] {
  const known = stateful(before);
  if (known === undefined || !keeps(before.deletionPolicy) || keeps(after.deletionPolicy)) return [];
  return [
    {
      class: 'twoStep',
      kind: 'net-removed',
      reason: `The ${known.noun} is no longer kept when it leaves the stack (${before.deletionPolicy} becomes ${after.deletionPolicy}): this release loses nothing, a later one can lose ${known.holds}.`,
      remedy: `Keep RETAIN, and delete the ${known.noun} by hand when it has left the stack.`,
    },
  ];
}

/** A change of the condition on which a resource is there at all. */
export function judgeCondition(before: Resource, after: Resource): readonly Verdict[] {
  const known = stateful(before);
  if (known === undefined || before.condition === after.condition || keeps(before.deletionPolicy)) return [];
  return [
    {
      class: 'oneWay',
      kind: 'condition-changed',
      reason: `Whether the ${known.noun} stays now depends on the condition '${after.condition ?? 'none'}' instead of '${before.condition ?? 'none'}'; where it does not hold, ${known.holds} is lost.`,
      remedy: `Give the ${known.noun} the removal policy RETAIN in a release before.`,
    },
  ];
}

const reversible = (kind: string, reason: string): Verdict => ({ class: 'reversible', kind, reason, remedy: '' });
