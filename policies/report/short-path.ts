import type { JudgedResource } from '../evidence.ts';

/**
 * A construct path for people: without `Resource`, with which the CDK ends the path of what it makes for a construct.
 */
export const shortPath = (path: string): string => path.replace(/\/Resource$/, '');

/** An id for people: `AwsSolutions-S1`, and not the pack twice as in `AwsSolutions::AwsSolutions-S1`. */
export function shortId(id: string): string {
  const [pack = '', rule = ''] = id.split(/::(.*)/s, 2);
  return rule.startsWith(`${pack}-`) ? rule : id;
}

/** Values by a key, in the order in which the keys first come. */
export function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value)) ?? [];
    group.push(value);
    groups.set(keyOf(value), group);
  }
  return groups;
}

/** A number and its noun: `1 finding`, `2 findings`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** Places of the same construct in several application stages as one, with the names of the stages. */
export function placesOf(
  resources: readonly JudgedResource[],
): readonly { readonly path: string; readonly stages: readonly string[] }[] {
  const located = resources.map(({ path, template }) => {
    const [, stage = '', ...rest] = path.split('/');
    // The assembly of a stage is a folder within that of the app.
    return template.includes('/')
      ? { path: shortPath(rest.join('/')), stages: [stage] }
      : { path: shortPath(path), stages: [] };
  });
  return [...groupBy(located, ({ path }) => path)].map(([path, same]) => ({
    path,
    stages: [...new Set(same.flatMap(({ stages }) => stages))],
  }));
}

/** The sentence with which a description begins. */
export const firstSentence = (description: string): string => /^.*?\.(?= |$)/s.exec(description)?.[0] ?? description;
