import { createHash } from 'node:crypto';
import type { AssemblyStack } from '../changes/assembly.ts';
import { parseTemplate } from '../changes/template.ts';
import type { Control, Parts } from './control.ts';
import { type Controls, controlsOf } from './controls-of.ts';
import { namesIn } from './names.ts';
import { TELLS } from './pipeline-controls.ts';

/** What a release changes of what holds releases, as sentences. */
export interface ControlChanges {
  /** What is gone, or does something else than it did. */
  readonly gained: readonly string[];
  /** What is new. */
  readonly lost: readonly string[];
}

/**
 * Compares what holds a release in two templates of a stack. Whether another way to ask is a weaker one cannot be told from a
 * template: whatever is different is told, with what it is now. Pure.
 */
export function compareControls(deployed: AssemblyStack, next: AssemblyStack): ControlChanges {
  const [before, after] = [deployed, next].map((stack) => {
    const template = parseTemplate(stack.template);
    return controlsOf(template, namesIn(template, stack.stagePath));
  });
  if (before === undefined || after === undefined) throw new Error('unreachable: two stacks give two sets of controls');
  const fresh = onlyIn(after, before);
  return {
    gained: [
      ...onlyIn(before, after).flatMap(({ told, gone }) => (gone === undefined ? [] : [`${told} ${gone}`])),
      ...fresh.flatMap(({ told, opened, parts }) =>
        opened === undefined ? [] : [`${told} ${opened} (${digest(parts)})`],
      ),
      ...[...before.byId.values()].flatMap((control) => {
        const now = after.byId.get(control.id);
        return now === undefined ? [] : [...changed(control, now), ...reordered(control, now, after)];
      }),
    ],
    lost: fresh
      .filter(({ opened, gone }) => opened === undefined && gone !== undefined)
      .map(({ told }) => `${told} is new`),
  };
}

/** What one side has and the other has not, although what it is there for is still there. */
const onlyIn = (one: Controls, other: Controls): readonly Control[] =>
  [...one.byId.values()].filter(({ id, on }) => !other.byId.has(id) && other.things.has(on));

/** Differences that a sentence has room for; the others are in its hash. */
const TOLD_MAX = 3;

function changed(before: Control, after: Control): readonly string[] {
  const paths = [...new Set([...before.parts.keys(), ...after.parts.keys()])].sort();
  const differences = paths
    .filter((path) => before.parts.get(path) !== after.parts.get(path))
    // To be told more is no other control.
    .filter((path) => before.parts.has(path) || !path.startsWith(TELLS));
  if (differences.length === 0) return [];
  const told = differences
    .slice(0, TOLD_MAX)
    .map((path) => difference(path, before.parts.get(path), after.parts.get(path)));
  const more = differences.length - told.length;
  const rest = more > 0 ? `, and ${more} more (${digest(after.parts)})` : '';
  return [`${after.told} is no longer the same: ${told.join(', ')}${rest}`];
}

function difference(path: string, before: string | undefined, after: string | undefined): string {
  const what = path.replaceAll(/[^\w .:/@-]/g, '?');
  return after === undefined ? `${what} is gone` : `${what} is ${short(after)}, was ${short(before)}`;
}

/** A value as far as it can be read in a sentence; of anything longer, or of other characters, a hash. */
function short(value: string | undefined): string {
  if (value === undefined || value === '') return 'nothing';
  const text = value.replaceAll(/<([^<>]+)>/g, '$1');
  return /^[\w .,:/@*+=-]{1,60}$/.test(text) ? `\`${text}\`` : hash(value);
}

const digest = (parts: Parts): string =>
  hash(JSON.stringify([...parts].sort(([one], [other]) => (one < other ? -1 : 1))));

/** Characters of a hash: 48 bits, to be read by people. */
const HASH_LENGTH = 12;

const hash = (text: string): string =>
  `sha256 ${createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH)}`;

/** What came after a control and no longer does, of all that is still there. */
function reordered(before: Control, after: Control, { byId }: Controls): readonly string[] {
  const passed = (before.later ?? []).filter((id) => byId.has(id) && !after.later?.includes(id));
  if (passed.length === 0) return [];
  return [`${after.told} no longer comes before ${passed.map((id) => byId.get(id)?.told ?? id).join(', ')}`];
}
