import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { invalidParameter } from './errors.ts';

type Scalar = string | number | boolean | null;
type Condition = (value: Scalar) => boolean;

/** Values by path; an absent path has none. */
type Lookup = (path: readonly string[]) => readonly Scalar[] | undefined;

/**
 * Compiles a filter policy: every key must match, and one of the conditions of its array.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 * @throws ServiceError InvalidParameter when it is not a filter policy
 */
export function compileFilterPolicy(text: string): (lookup: Lookup) => boolean {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidParameter(`FilterPolicy: failed to parse JSON. ${error.message}`);
  }
  if (!isObject(policy)) throw invalidParameter('FilterPolicy: must be a JSON object');
  return compileObject(policy, []);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function compileObject(policy: Record<string, unknown>, path: readonly string[]): (lookup: Lookup) => boolean {
  const parts = Object.entries(policy).map(([key, value]) => {
    if (key === '$or') return compileOr(value, path);
    if (Array.isArray(value)) return compileArray(value, [...path, key]);
    if (isObject(value)) return compileObject(value, [...path, key]);
    throw invalidParameter(`FilterPolicy: "${key}" must be an object or an array`);
  });
  return (lookup) => parts.every((part) => part(lookup));
}

function compileOr(value: unknown, path: readonly string[]): (lookup: Lookup) => boolean {
  if (!Array.isArray(value) || value.length < 2)
    throw invalidParameter('FilterPolicy: "$or" takes two policies or more');
  const choices = value.map((choice: unknown) => {
    if (!isObject(choice)) throw invalidParameter('FilterPolicy: "$or" takes policies');
    return compileObject(choice, path);
  });
  return (lookup) => choices.some((choice) => choice(lookup));
}

function compileArray(conditions: readonly unknown[], path: readonly string[]): (lookup: Lookup) => boolean {
  if (conditions.length === 0) throw invalidParameter(`FilterPolicy: the array of "${path.join('.')}" is empty`);
  const compiled = conditions.map((condition) => {
    if (isObject(condition) && 'exists' in condition) {
      const { exists } = condition;
      if (typeof exists !== 'boolean') throw invalidParameter('FilterPolicy: "exists" must be true or false');
      return (values: readonly Scalar[] | undefined) => (values !== undefined) === exists;
    }
    const matches = compileCondition(condition);
    return (values: readonly Scalar[] | undefined) => values?.some(matches) ?? false;
  });
  return (lookup) => {
    const values = lookup(path);
    return compiled.some((condition) => condition(values));
  };
}

function compileCondition(condition: unknown): Condition {
  if (isScalar(condition)) return (value) => value === condition;
  if (!isObject(condition)) throw invalidParameter('FilterPolicy: a condition must be a value or an object');
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(condition);
  if (others.length > 0) throw invalidParameter('FilterPolicy: a condition has one operator');
  switch (operator) {
    case 'prefix':
      return onText(operator, operand, (text, given) => text.startsWith(given));
    case 'suffix':
      return onText(operator, operand, (text, given) => text.endsWith(given));
    case 'equals-ignore-case':
      return onText(operator, operand, (text, given) => text.toLowerCase() === given.toLowerCase());
    case 'wildcard':
      return onText(operator, operand, matchesWildcard);
    case 'cidr':
      return cidr(operand);
    case 'numeric':
      return numeric(operand);
    case 'anything-but':
      return anythingBut(operand);
    default:
      throw invalidParameter(`FilterPolicy: Unrecognized match type ${operator}`);
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

function onText(operator: string, operand: unknown, matches: (text: string, given: string) => boolean): Condition {
  if (typeof operand !== 'string') throw invalidParameter(`FilterPolicy: "${operator}" takes a string`);
  return (value) => typeof value === 'string' && matches(value, operand);
}

function matchesWildcard(text: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`, 's').test(text);
}

function cidr(operand: unknown): Condition {
  const [address = '', bits = ''] = typeof operand === 'string' ? operand.split('/') : [];
  const family = isIPv4(address) ? 'ipv4' : isIPv6(address) ? 'ipv6' : undefined;
  if (family === undefined || !/^\d{1,3}$/.test(bits))
    throw invalidParameter(`FilterPolicy: ${operand} is no CIDR block`);
  const block = new BlockList();
  block.addSubnet(address, Number(bits), family);
  return (value) => typeof value === 'string' && block.check(value, isIPv6(value) ? 'ipv6' : 'ipv4');
}

const COMPARISONS: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function numeric(operand: unknown): Condition {
  const parts: unknown[] = Array.isArray(operand) ? operand : [];
  if (parts.length !== 2 && parts.length !== 4)
    throw invalidParameter('FilterPolicy: "numeric" takes an operator and a number, once or twice');
  const bounds: ((value: number) => boolean)[] = [];
  for (let index = 0; index < parts.length; index += 2) {
    const [operator, bound] = parts.slice(index, index + 2);
    const compare = typeof operator === 'string' ? COMPARISONS[operator] : undefined;
    if (compare === undefined) throw invalidParameter(`FilterPolicy: Unrecognized numeric range operator: ${operator}`);
    if (typeof bound !== 'number') throw invalidParameter(`FilterPolicy: Value of ${operator} must be numeric`);
    bounds.push((value) => compare(value, bound));
  }
  return (value) => typeof value === 'number' && bounds.every((holds) => holds(value));
}

function anythingBut(operand: unknown): Condition {
  const parts = Array.isArray(operand) ? operand : [operand];
  const excluded = parts.map((part: unknown) => compileCondition(part));
  if (excluded.length === 0) throw invalidParameter('FilterPolicy: "anything-but" takes a value or more');
  return (value) => !excluded.some((matches) => matches(value));
}

/** The values of a JSON document at a path; arrays stand for each of their elements. */
export function bodyLookup(body: unknown): Lookup {
  return (path) => {
    let found: unknown[] = [body];
    for (const key of path)
      found = found.flat(10).flatMap((value) => (isObject(value) && key in value ? [value[key]] : []));
    const values = found.flat(10);
    return values.length === 0 ? undefined : values.filter(isScalar);
  };
}

/** The values of message attributes: numbers as numbers, each element of a `String.Array`. */
export function attributeLookup(
  attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>,
): Lookup {
  return (path) => {
    const attribute = path.length === 1 ? attributes[path[0] ?? ''] : undefined;
    if (attribute === undefined) return undefined;
    if (attribute.type === 'String.Array') {
      const items: unknown = JSON.parse(attribute.value);
      return Array.isArray(items) ? items.filter(isScalar) : undefined;
    }
    if (attribute.type.startsWith('Number')) return [Number(attribute.value)];
    return attribute.type.startsWith('Binary') ? [] : [attribute.value];
  };
}
