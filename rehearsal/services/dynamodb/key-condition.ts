import { validation } from './errors.ts';
import { type Condition, pathsOf } from './expressions/condition.ts';
import { encodeKeyValue, keyNames } from './keys.ts';
import type { KeyAttribute, KeySchema } from './tables.ts';
import { typeOf, type Value } from './values.ts';

/** The part of a table or index that a query walks: one partition, a range of sort keys with both bounds included. */
export interface KeyRange {
  readonly hash: string;
  readonly low?: string | undefined;
  readonly high?: string | undefined;
  /** Bounds that are themselves left out. */
  readonly excluded?: string | undefined;
}

const NOT_SUPPORTED = 'Query key condition not supported';
/** Sorts after every text that starts with what is before it. */
const AFTER_ALL = '\u{10ffff}';

/**
 * What a key condition means for a key.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
 */
export function keyRange(condition: Condition, keys: KeySchema): KeyRange {
  const parts = conjuncts(condition);
  if (parts.length > 2) throw validation('Conditions can be of length 1 or 2 only');
  const byName = new Map<string, Condition>();
  for (const part of parts) {
    const [path] = pathsOf(part);
    if (path === undefined || path.length > 1) throw validation(NOT_SUPPORTED);
    if (byName.has(path[0])) throw validation('KeyConditionExpressions must only contain one condition per key');
    byName.set(path[0], part);
  }
  const hash = byName.get(keys.hash.name);
  if (hash === undefined) throw validation(`Query condition missed key schema element: ${keys.hash.name}`);
  const known = keyNames(keys);
  for (const name of byName.keys())
    if (!known.includes(name))
      throw validation(
        keys.range === undefined ? NOT_SUPPORTED : `Query condition missed key schema element: ${keys.range.name}`,
      );
  if (hash.kind !== 'compare' || hash.operator !== '=') throw validation(NOT_SUPPORTED);
  const start = { hash: encoded(keys.hash, hash.right) };
  const range = keys.range === undefined ? undefined : byName.get(keys.range.name);
  return range === undefined || keys.range === undefined ? start : { ...start, ...bounds(keys.range, range) };
}

function conjuncts(condition: Condition): Condition[] {
  if (condition.kind === 'and') return [...conjuncts(condition.left), ...conjuncts(condition.right)];
  if (condition.kind === 'or' || condition.kind === 'not')
    throw validation(`Invalid operator used in KeyConditionExpression: ${condition.kind.toUpperCase()}`);
  if (condition.kind === 'compare' && condition.operator === '<>')
    throw validation('Unsupported operator on KeyCondition: operator: <>');
  // `:v = attribute` is as good as the other way round.
  if (condition.kind === 'compare' && condition.left.kind === 'value' && condition.right.kind === 'path') {
    const turned = { '=': '=', '<>': '<>', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;
    return [{ kind: 'compare', operator: turned[condition.operator], left: condition.right, right: condition.left }];
  }
  return [condition];
}

type Operand = Extract<Condition, { kind: 'compare' }>['left'];
function encoded(attribute: KeyAttribute, operand: Operand): string {
  if (operand.kind !== 'value') throw validation(NOT_SUPPORTED);
  return encodeKeyValue(typed(attribute, operand.value));
}
function typed(attribute: KeyAttribute, value: Value): Value {
  if (typeOf(value) !== attribute.type)
    throw validation('One or more parameter values were invalid: Condition parameter type does not match schema type');
  if (('S' in value && value.S === '') || ('B' in value && value.B === ''))
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    );
  return value;
}

function bounds(attribute: KeyAttribute, condition: Condition): Omit<KeyRange, 'hash'> {
  if (condition.kind === 'between')
    return { low: encoded(attribute, condition.low), high: encoded(attribute, condition.high) };
  if (condition.kind === 'beginsWith') {
    const low = encoded(attribute, condition.other);
    if (attribute.type === 'N')
      throw validation(
        'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
      );
    return { low, high: low + AFTER_ALL };
  }
  if (condition.kind !== 'compare' || condition.left.kind !== 'path') throw validation(NOT_SUPPORTED);
  const value = encoded(attribute, condition.right);
  switch (condition.operator) {
    case '=':
      return { low: value, high: value };
    case '<':
      return { high: value, excluded: value };
    case '<=':
      return { high: value };
    case '>':
      return { low: value, excluded: value };
    default:
      return { low: value };
  }
}
