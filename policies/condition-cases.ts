import { isNoValue } from './no-value.ts';

/** More conditions than anybody follows: every one doubles the cases. */
const CONDITIONS_MOST = 8;

/** A part of a template as it is where some conditions hold and others do not. */
export interface Case {
  /** Whether it holds, by the name of a condition. */
  readonly holds: ReadonlyMap<string, boolean>;
  readonly value: unknown;
}

/** What is known of a part of a template before its conditions are. */
export interface PartOfTemplate {
  /** What it is, for messages. @default 'a policy' */
  readonly what?: string;
  /** A condition that holds in each case, such as the one under which a resource is made. @default - none */
  readonly given?: string | undefined;
}

/**
 * What a part of a template is in each case of the conditions that it names: without `Fn::If`, and without what is
 * `AWS::NoValue` then. One case where it names none.
 *
 * @throws Error where it names more conditions than can be followed
 */
export function casesOf(value: unknown, { what = 'a policy', given }: PartOfTemplate = {}): readonly Case[] {
  const names = new Set<string>();
  collectConditions(value, names);
  if (names.size > CONDITIONS_MOST)
    throw new Error(
      `${[...names].join(', ')}: ${what} with ${names.size} conditions cannot be judged, write it more plainly`,
    );
  let cases: ReadonlyMap<string, boolean>[] = [new Map()];
  for (const name of names)
    cases = cases.flatMap((known) =>
      (name === given ? [true] : [true, false]).map((holds) => new Map([...known, [name, holds]])),
    );
  return cases.map((holds) => ({ holds, value: resolve(value, holds) }));
}

/** In words some of all cases, such as `Large and not Old`; by no condition that makes no difference to which they are. */
export function caseWords(some: readonly Case[], all: readonly Case[]): string {
  const chosen = new Set(some.map(({ holds }) => key(holds)));
  const names = [...(all[0]?.holds.keys() ?? [])];
  const deciding = names.filter((name) =>
    all.some(({ holds }) => chosen.has(key(holds)) !== chosen.has(key(new Map([...holds, [name, !holds.get(name)]])))),
  );
  const words = some.map(({ holds }) =>
    deciding
      .toSorted()
      .map((name) => (holds.get(name) ? name : `not ${name}`))
      .join(' and '),
  );
  return [...new Set(words)].sort().join(' or ');
}

const key = (holds: ReadonlyMap<string, boolean>): string => JSON.stringify([...holds]);

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

function resolve(value: unknown, holds: ReadonlyMap<string, boolean>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const branches = branchesOf(value);
  if (branches !== undefined) return resolve(branches[holds.get(String(branches[0])) ? 1 : 2], holds);
  if (Array.isArray(value)) return value.map((part) => resolve(part, holds)).filter((part) => !isNoValue(part));
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, part]) => [key, resolve(part, holds)] as const)
      .filter(([, part]) => !isNoValue(part)),
  );
}
