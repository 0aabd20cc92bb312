import { compareValues, equalValues } from '../compare.ts';
import { validation } from '../errors.ts';
import { type Item, type TypeName, typeOf, type Value, valueBytes } from '../values.ts';
import { type Path, parsePath, resolve } from './paths.ts';
import type { Scope } from './scope.ts';
import { Cursor } from './tokens.ts';

/*
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */

export type Operand =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'size'; readonly path: Path };
type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly inner: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | { readonly kind: 'exists'; readonly path: Path; readonly wanted: boolean }
  | { readonly kind: 'type'; readonly path: Path; readonly type: TypeName }
  | { readonly kind: 'beginsWith' | 'contains'; readonly operand: Operand; readonly other: Operand };

const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
const isComparator = (text: string): text is Comparator => COMPARATORS.has(text);
const TYPE_NAMES: Readonly<Record<string, TypeName>> = {
  S: 'S',
  N: 'N',
  B: 'B',
  BOOL: 'BOOL',
  NULL: 'NULL',
  SS: 'SS',
  NS: 'NS',
  BS: 'BS',
  L: 'L',
  M: 'M',
};
const MOST_IN_LIST = 100;

/** @param kind such as `ConditionExpression`: named in what is wrong */
export function parseCondition(text: string, kind: string, scope: Scope): Condition {
  const cursor = new Cursor(text, kind);
  const condition = parseOr(cursor, scope);
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  return condition;
}

function parseOr(cursor: Cursor, scope: Scope): Condition {
  let left = parseAnd(cursor, scope);
  while (cursor.take('OR')) left = { kind: 'or', left, right: parseAnd(cursor, scope) };
  return left;
}
function parseAnd(cursor: Cursor, scope: Scope): Condition {
  let left = parseNot(cursor, scope);
  while (cursor.take('AND')) left = { kind: 'and', left, right: parseNot(cursor, scope) };
  return left;
}
function parseNot(cursor: Cursor, scope: Scope): Condition {
  if (cursor.take('NOT')) return { kind: 'not', inner: parseNot(cursor, scope) };
  if (cursor.take('(')) {
    const inner = parseOr(cursor, scope);
    cursor.expect(')');
    return inner;
  }
  return parsePredicate(cursor, scope);
}

function parsePredicate(cursor: Cursor, scope: Scope): Condition {
  const call = cursor.peek();
  if (call.kind === 'name' && cursor.peek(1).text === '(' && call.text !== 'size') return parseFunction(cursor, scope);
  const operand = parseOperand(cursor, scope);
  if (cursor.take('BETWEEN')) {
    const low = parseOperand(cursor, scope);
    cursor.expect('AND');
    const high = parseOperand(cursor, scope);
    checkRange(cursor.kind, low, high);
    return { kind: 'between', operand, low, high };
  }
  if (cursor.take('IN')) {
    cursor.expect('(');
    const list = [parseOperand(cursor, scope)];
    while (cursor.take(',')) list.push(parseOperand(cursor, scope));
    cursor.expect(')');
    if (list.length > MOST_IN_LIST)
      throw validation(
        `Invalid ${cursor.kind}: The IN operator is provided with too many operands; number of operands: ${list.length}`,
      );
    return { kind: 'in', operand, list };
  }
  const operator = cursor.peek().text;
  if (cursor.peek().kind !== 'symbol' || !isComparator(operator)) throw cursor.unexpected();
  cursor.next();
  return { kind: 'compare', operator, left: operand, right: parseOperand(cursor, scope) };
}

function checkRange(kind: string, low: Operand, high: Operand): void {
  if (low.kind !== 'value' || high.kind !== 'value') return;
  const order = compareValues(low.value, high.value);
  if (order === undefined)
    throw validation(
      `Invalid ${kind}: The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {${typeOf(low.value)}}, upper bound operand: AttributeValue: {${typeOf(high.value)}}`,
    );
  if (order > 0)
    throw validation(
      `Invalid ${kind}: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: ${show(low.value)}, upper bound operand: AttributeValue: ${show(high.value)}`,
    );
}
function show(value: Value): string {
  const [[type, content] = ['', '']] = Object.entries(value);
  return `{${type}:${String(content)}}`;
}

function parseFunction(cursor: Cursor, scope: Scope): Condition {
  const name = cursor.next().text;
  cursor.expect('(');
  const condition = ((): Condition => {
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists':
        return { kind: 'exists', path: parsePath(cursor, scope), wanted: name === 'attribute_exists' };
      case 'attribute_type': {
        const path = parsePath(cursor, scope);
        cursor.expect(',');
        const value = parseOperand(cursor, scope);
        const type = value.kind === 'value' && 'S' in value.value ? TYPE_NAMES[value.value.S] : undefined;
        if (type === undefined)
          throw validation(
            `Invalid ${cursor.kind}: Invalid attribute type name found; type: ${value.kind === 'value' ? show(value.value) : 'path'}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
          );
        return { kind: 'type', path, type };
      }
      case 'begins_with':
      case 'contains': {
        const operand = parseOperand(cursor, scope);
        cursor.expect(',');
        const other = parseOperand(cursor, scope);
        if (name === 'begins_with' && other.kind === 'value' && !('S' in other.value) && !('B' in other.value))
          throw validation(
            `Invalid ${cursor.kind}: Incorrect operand type for operator or function; operator or function: begins_with, operand type: ${typeOf(other.value)}`,
          );
        return { kind: name === 'contains' ? 'contains' : 'beginsWith', operand, other };
      }
      default:
        throw validation(`Invalid ${cursor.kind}: Invalid function name; function: ${name}`);
    }
  })();
  cursor.expect(')');
  return condition;
}

function parseOperand(cursor: Cursor, scope: Scope): Operand {
  const token = cursor.peek();
  if (token.kind === 'value') {
    cursor.next();
    return { kind: 'value', value: scope.value(token.text, cursor.kind) };
  }
  if (token.kind === 'name' && token.text === 'size' && cursor.peek(1).text === '(') {
    cursor.next();
    cursor.next();
    const path = parsePath(cursor, scope);
    cursor.expect(')');
    return { kind: 'size', path };
  }
  return { kind: 'path', path: parsePath(cursor, scope) };
}

function sizeOf(value: Value): Value | undefined {
  if ('S' in value || 'B' in value) return { N: String(valueBytes(value)) };
  if ('SS' in value) return { N: String(value.SS.length) };
  if ('NS' in value) return { N: String(value.NS.length) };
  if ('BS' in value) return { N: String(value.BS.length) };
  if ('L' in value) return { N: String(value.L.length) };
  if ('M' in value) return { N: String(Object.keys(value.M).length) };
  return undefined;
}
function contentOf(operand: Operand, item: Item): Value | undefined {
  if (operand.kind === 'value') return operand.value;
  const value = resolve(item, operand.path);
  return operand.kind === 'size' && value !== undefined ? sizeOf(value) : value;
}

function compare(operator: Comparator, left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return operator === '<>' && left !== right;
  if (operator === '=') return equalValues(left, right);
  if (operator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
}
function contains(value: Value, part: Value): boolean {
  if ('S' in value) return 'S' in part && value.S.includes(part.S);
  if ('B' in value) return 'B' in part && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if ('SS' in value) return 'S' in part && value.SS.includes(part.S);
  if ('NS' in value) return 'N' in part && value.NS.includes(part.N);
  if ('BS' in value) return 'B' in part && value.BS.includes(part.B);
  return 'L' in value && value.L.some((one) => equalValues(one, part));
}
function beginsWith(value: Value, start: Value): boolean {
  if ('S' in value) return 'S' in start && value.S.startsWith(start.S);
  if (!('B' in value && 'B' in start)) return false;
  const prefix = Buffer.from(start.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, prefix.length).equals(prefix);
}

/** Whether the condition holds for an item; an item that is not there is an empty one. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.kind) {
    case 'and':
      return holds(condition.left, item) && holds(condition.right, item);
    case 'or':
      return holds(condition.left, item) || holds(condition.right, item);
    case 'not':
      return !holds(condition.inner, item);
    case 'compare':
      return compare(condition.operator, contentOf(condition.left, item), contentOf(condition.right, item));
    case 'between': {
      const value = contentOf(condition.operand, item);
      return (
        compare('>=', value, contentOf(condition.low, item)) && compare('<=', value, contentOf(condition.high, item))
      );
    }
    case 'in': {
      const value = contentOf(condition.operand, item);
      return value !== undefined && condition.list.some((one) => compare('=', value, contentOf(one, item)));
    }
    case 'exists':
      return (resolve(item, condition.path) !== undefined) === condition.wanted;
    case 'type': {
      const value = resolve(item, condition.path);
      return value !== undefined && typeOf(value) === condition.type;
    }
    case 'beginsWith':
    case 'contains': {
      const value = contentOf(condition.operand, item);
      const other = contentOf(condition.other, item);
      if (value === undefined || other === undefined) return false;
      return condition.kind === 'contains' ? contains(value, other) : beginsWith(value, other);
    }
  }
}

/** The attributes that a condition looks at: a filter must not look at the key. */
export function pathsOf(condition: Condition): Path[] {
  const ofOperand = (operand: Operand): Path[] => (operand.kind === 'value' ? [] : [operand.path]);
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.inner);
    case 'compare':
      return [...ofOperand(condition.left), ...ofOperand(condition.right)];
    case 'between':
      return [...ofOperand(condition.operand), ...ofOperand(condition.low), ...ofOperand(condition.high)];
    case 'in':
      return [...ofOperand(condition.operand), ...condition.list.flatMap(ofOperand)];
    case 'exists':
    case 'type':
      return [condition.path];
    case 'beginsWith':
    case 'contains':
      return [...ofOperand(condition.operand), ...ofOperand(condition.other)];
  }
}
