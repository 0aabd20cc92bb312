/** More conditions than anybody follows: every one doubles the cases. */
const CONDITIONS_MOST = 8;

/**
 * What a part of a template is in each case of the conditions that it names: without `Fn::If`, and without what is
 * `AWS::NoValue` then. One case where it names none.
 *
 * @throws Error where it names more conditions than can be followed
 */
export function casesOf(value: unknown): readonly unknown[] {
  const names = new Set<string>();
  collectConditions(value, names);
  if (names.size === 0) return [value];
  if (names.size > CONDITIONS_MOST)
    throw new Error(
      `${[...names].join(', ')}: a policy with ${names.size} conditions cannot be judged, write it more plainly`,
    );
  let cases: ReadonlyMap<string, boolean>[] = [new Map()];
  for (const name of names)
    cases = cases.flatMap((known) => [true, false].map((holds) => new Map([...known, [name, holds]])));
  return cases.map((holds) => resolve(value, holds));
}

/** The condition, and what there is where it holds and where it does not. */
function branchesOf(value: object): readonly unknown[] | undefined {
  const branches = Reflect.get(value, 'Fn::If');
  return Array.isArray(branches) ? branches : undefined;
}

function collectConditions(value: unknown, names: Set<string>): void {
  if (typeof value !== 'object' || value === null) return;
  const branches = branchesOf(value);
  if (branches !== undefined) names.add(String(branches[0]));
  for (const part of Object.values(value)) collectConditions(part, names);
}

const isNothing = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, 'Ref') === 'AWS::NoValue';

function resolve(value: unknown, holds: ReadonlyMap<string, boolean>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const branches = branchesOf(value);
  if (branches !== undefined) return resolve(branches[holds.get(String(branches[0])) ? 1 : 2], holds);
  if (Array.isArray(value)) return value.map((part) => resolve(part, holds)).filter((part) => !isNothing(part));
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, resolve(part, holds)] as const)
      .filter(([, part]) => !isNothing(part)),
  );
}
