/** Where a value is: names of fields, and positions in lists. */
export type Path = readonly (string | number)[];

const PLAIN = /^[\w-]+$/;

/** The whole answer, in rules and reports. */
export const ROOT = '$';

function join(path: Path, position: (index: number) => string): string {
  if (path.length === 0) return ROOT;
  return path
    .map((part, index) => {
      if (typeof part === 'number') return `[${position(part)}]`;
      if (!PLAIN.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join('');
}

/** As a report writes it: `body.items[2].id`. */
export const reportPath = (path: Path): string => join(path, String);

/** As a rule writes it, for every element of a list at once: `body.items[].id`. */
export const rulePath = (path: Path): string => join(path, () => '');

/** Whether a rule names this part of the answer or one that it is in. */
export function isWithin(path: Path, rules: ReadonlySet<string>): boolean {
  for (let length = 0; length <= path.length; length += 1) {
    if (rules.has(rulePath(path.slice(0, length)))) return true;
  }
  return false;
}

/** Whether a rule names something inside of this part of the answer. */
export function holdsNamed(path: Path, rules: ReadonlySet<string>): boolean {
  const own = rulePath(path);
  if (own === ROOT) return rules.size > 0;
  return [...rules].some((rule) => rule.startsWith(`${own}.`) || rule.startsWith(`${own}[`));
}
