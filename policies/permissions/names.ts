import type { Template } from '../changes/template.ts';

/** Gives a logical id the name that it has for readers, the same in every stage. */
export type NameOf = (logicalId: string) => string;

/**
 * Construct paths below the stage, without what CDK puts below each resource of its own. The path is a word of the template about
 * itself: of two resources that claim the same one, each has its logical id beside it, so that none passes for the other.
 */
export function namesIn({ resources }: Template, stagePath: string): NameOf {
  const pathOf = (logicalId: string): string =>
    (resources.get(logicalId)?.path ?? logicalId)
      .replace(stagePath === '' ? '' : `${stagePath}/`, '')
      .replace(/\/(Resource|Default)$/, '');
  const claims = Map.groupBy(resources.keys(), pathOf);
  return (logicalId) => {
    const path = pathOf(logicalId);
    const alone = (claims.get(path) ?? []).every((id) => id === logicalId);
    return alone ? path : `${path} (${logicalId})`;
  };
}

/** Puts these names in the place of the logical ids that stand in angle brackets in a text (see `textOf`). */
export function namedBy(nameOf: NameOf): (text: string) => string {
  return (text) =>
    text.replaceAll(/<([A-Za-z0-9]+)((?:\.[^>]*)?)>/g, (_, id: string, rest: string) => `<${nameOf(id)}${rest}>`);
}

/** Whether a value of a template is a call of one of CloudFormation's functions, such as `Ref`. */
export function isIntrinsic(value: object): boolean {
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && (key === 'Ref' || key.startsWith('Fn::'));
}

/** Whether a value is left to CloudFormation. */
export const isReference = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && isIntrinsic(value);

/** How an element of a list is told from the others: by its name where it has one that no other has. */
export function labelsOf(list: readonly unknown[]): readonly string[] {
  const names = list.map((element) => nameIn(element));
  return names.map((name, index) =>
    name === undefined ? `${index}` : names.indexOf(name) === index ? name : `${name}#${index}`,
  );
}

/** What a template calls an element of a list. */
export function nameIn(element: unknown): string | undefined {
  if (typeof element !== 'object' || element === null) return undefined;
  return ['Name', 'Key', 'Id']
    .map((key): unknown => Reflect.get(element, key))
    .find((name) => typeof name === 'string');
}
