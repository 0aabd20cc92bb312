import { judgeApis } from './api-changes.ts';
import type { Change, Derivation, Verdict } from './change.ts';
import { derivedChanges } from './derived-changes.ts';
import {
  judgeAdded,
  judgeCondition,
  judgeRemoved,
  judgeReplaced,
  judgeRetention,
  replacingProperties,
} from './kept-resources.ts';
import { judgeKept } from './retention-changes.ts';
import { judgeTable, retypedKeys } from './table-changes.ts';
import { type Resource, same, type Template } from './template.ts';

/**
 * Classes every change that a new template makes to what is deployed. Pure.
 *
 * @param stagePath construct path of the stage (or the app) that the stack belongs to: what names leave out, so that a
 * change has the same name in every stage
 */
export function compareTemplates(deployed: Template, next: Template, stagePath: string): readonly Change[] {
  const derived = derivedChanges(deployed, next);
  const name = (resource: Resource, verdict: Verdict, from?: Derivation): Change => ({
    ...toChange(resource, verdict, stagePath),
    ...(from === undefined || verdict.class !== 'reversible' ? {} : { derived: from }),
  });
  const added = [...next.resources.values()].filter(({ logicalId }) => !deployed.resources.has(logicalId));
  const removed = [...deployed.resources.values()].filter(({ logicalId }) => !next.resources.has(logicalId));
  const causes = replacements(deployed, next);
  const kept = [...deployed.resources.values()].flatMap((before) => {
    const after = next.resources.get(before.logicalId);
    const ofThis = causes.get(before.logicalId) ?? [];
    if (after === undefined || (ofThis.length === 0 && isSame(before, after))) return [];
    const verdicts = [
      ...judgeReplaced(before, after, ofThis),
      ...judgeRetention(before, after),
      ...judgeCondition(before, after),
      ...judgeKept(before, after),
      ...judgeTable(before, after),
    ];
    return verdicts.length > 0
      ? verdicts.map((verdict) => name(before, verdict))
      : [name(before, changed(before, after), derived.ofChanged(before, after))];
  });
  const apis = judgeApis(deployed, next).flatMap(({ apiId, verdict }) => {
    const api = deployed.resources.get(apiId);
    return api === undefined ? [] : [name(api, verdict)];
  });
  const exports = [...deployed.exported.keys()].filter((one) => !next.exported.has(one)).map(toExportChange);
  return [
    ...removed.map((before) =>
      name(before, judgeRemoved(before, lookalike(before, added)), derived.ofRenewed(before, 'earlier')),
    ),
    ...kept,
    ...apis,
    ...exports,
    ...added.map((after) => name(after, judgeAdded(after), derived.ofRenewed(after, 'new'))),
  ];
}

/** What replaces which resource: its own properties, or a reference to another resource that is replaced. */
function replacements(deployed: Template, next: Template): ReadonlyMap<string, readonly string[]> {
  const replaced = new Map<string, readonly string[]>();
  let before = -1;
  while (before !== replaced.size) {
    before = replaced.size;
    const gone = new Set(replaced.keys());
    for (const old of deployed.resources.values()) {
      const now = next.resources.get(old.logicalId);
      if (now === undefined || replaced.has(old.logicalId)) continue;
      const causes =
        old.type === now.type ? [...replacingProperties(old, now, gone), ...retypedKeys(old, now)] : ['its type'];
      if (causes.length > 0) replaced.set(old.logicalId, causes);
    }
  }
  return replaced;
}

const isSame = (before: Resource, after: Resource): boolean =>
  before.type === after.type &&
  before.deletionPolicy === after.deletionPolicy &&
  before.updateReplacePolicy === after.updateReplacePolicy &&
  before.condition === after.condition &&
  same(before.properties, after.properties);

function changed(before: Resource, after: Resource): Verdict {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  const different = [...names].filter((one) => !same(before.properties[one], after.properties[one])).sort();
  const what = different.length > 0 ? different.join(', ') : 'its policies';
  return { class: 'reversible', kind: 'changed', reason: `${before.type}: ${what} changes.`, remedy: '' };
}

/** A resource that is added and may be the removed one under another logical id. */
const lookalike = (removed: Resource, added: readonly Resource[]): Resource | undefined =>
  added.find(({ type, properties }) => type === removed.type && same(properties, removed.properties));

function toChange({ logicalId, path, type }: Resource, verdict: Verdict, stagePath: string): Change {
  const { class: changeClass, kind, part, reason, remedy } = verdict;
  return {
    class: changeClass,
    name: nameOf(kind, relative(path, stagePath), part),
    logicalId,
    path,
    type,
    reason,
    remedy,
  };
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html */
function toExportChange(name: string): Change {
  return {
    class: 'twoStep',
    name: nameOf('export-removed', name),
    logicalId: name,
    path: name,
    type: 'Output',
    reason: `The export '${name}' goes: while another stack imports it, the deployment fails.`,
    remedy: 'First release: no stack imports it any more. Second release: the export goes.',
  };
}

/** The path below the stage, without the construct that CDK puts below each resource of its own. */
function relative(path: string, stagePath: string): string {
  const below = path.startsWith(`${stagePath}/`) ? path.slice(stagePath.length + 1) : path;
  return below.replace(/\/(Resource|Default)$/, '');
}

/** A name that a trailer of a commit can hold: without blanks and commas. */
const nameOf = (kind: string, where: string, part?: string): string =>
  `${kind}:${where}${part === undefined ? '' : `.${part}`}`.replaceAll(/[\s,]+/g, '-');
