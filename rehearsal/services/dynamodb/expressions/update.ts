import { validation } from '../errors.ts';
import { addNumbers, negateNumber } from '../numbers.ts';
import { type Item, typeOf, type Value } from '../values.ts';
import { overlap, type Path, parsePath, pathText, resolve } from './paths.ts';
import type { Scope } from './scope.ts';
import { Cursor } from './tokens.ts';

/* https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */

type Term =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'ifNotExists'; readonly path: Path; readonly fallback: Term }
  | { readonly kind: 'listAppend'; readonly first: Term; readonly second: Term }
  | { readonly kind: 'plus' | 'minus'; readonly left: Term; readonly right: Term };

type Change =
  | { readonly kind: 'set'; readonly path: Path; readonly term: Term }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: Value };
export type Update = readonly Change[];

const KIND = 'UpdateExpression';
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;

export function parseUpdate(text: string, scope: Scope): Update {
  const cursor = new Cursor(text, KIND);
  const changes: Change[] = [];
  const seen = new Set<string>();
  while (cursor.peek().kind !== 'end') {
    const clause = CLAUSES.find((one) => cursor.isWord(one));
    if (clause === undefined) throw cursor.unexpected();
    if (seen.has(clause))
      throw validation(`Invalid ${KIND}: The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    cursor.next();
    do changes.push(parseChange(clause, cursor, scope));
    while (cursor.take(','));
  }
  for (const [index, change] of changes.entries())
    for (const other of changes.slice(index + 1))
      if (overlap(change.path, other.path))
        throw validation(
          `Invalid ${KIND}: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${pathText(change.path)}, path two: ${pathText(other.path)}`,
        );
  return changes;
}

function parseChange(clause: (typeof CLAUSES)[number], cursor: Cursor, scope: Scope): Change {
  const path = parsePath(cursor, scope);
  if (clause === 'REMOVE') return { kind: 'remove', path };
  if (clause === 'SET') {
    cursor.expect('=');
    return { kind: 'set', path, term: parseSum(cursor, scope) };
  }
  const token = cursor.next();
  if (token.kind !== 'value') throw cursor.unexpected();
  const value = scope.value(token.text, KIND);
  const type = typeOf(value);
  const fits = clause === 'ADD' ? ['N', 'SS', 'NS', 'BS'] : ['SS', 'NS', 'BS'];
  if (!fits.includes(type))
    throw validation(
      `Invalid ${KIND}: Incorrect operand type for operator or function; operator: ${clause}, operand type: ${LONG_NAMES[type]}, typeSet: ALLOWED_FOR_${clause}_OPERAND`,
    );
  return { kind: clause === 'ADD' ? 'add' : 'delete', path, value };
}
const LONG_NAMES: Readonly<Record<string, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  L: 'LIST',
  M: 'MAP',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
};

function parseSum(cursor: Cursor, scope: Scope): Term {
  const left = parseTerm(cursor, scope);
  if (cursor.take('+')) return { kind: 'plus', left, right: parseTerm(cursor, scope) };
  if (cursor.take('-')) return { kind: 'minus', left, right: parseTerm(cursor, scope) };
  return left;
}
function parseTerm(cursor: Cursor, scope: Scope): Term {
  const token = cursor.peek();
  if (token.kind === 'value') {
    cursor.next();
    return { kind: 'value', value: scope.value(token.text, KIND) };
  }
  if (token.text === '(') {
    cursor.next();
    const inner = parseSum(cursor, scope);
    cursor.expect(')');
    return inner;
  }
  if (token.kind === 'name' && cursor.peek(1).text === '(') {
    cursor.next();
    cursor.next();
    let term: Term;
    if (token.text === 'if_not_exists') {
      const path = parsePath(cursor, scope);
      cursor.expect(',');
      term = { kind: 'ifNotExists', path, fallback: parseSum(cursor, scope) };
    } else if (token.text === 'list_append') {
      const first = parseTerm(cursor, scope);
      cursor.expect(',');
      term = { kind: 'listAppend', first, second: parseTerm(cursor, scope) };
    } else throw validation(`Invalid ${KIND}: Invalid function name; function: ${token.text}`);
    cursor.expect(')');
    return term;
  }
  return { kind: 'path', path: parsePath(cursor, scope) };
}

function evaluate(term: Term, item: Item): Value {
  switch (term.kind) {
    case 'value':
      return term.value;
    case 'path': {
      const value = resolve(item, term.path);
      if (value === undefined)
        throw validation('The provided expression refers to an attribute that does not exist in the item');
      return value;
    }
    case 'ifNotExists':
      return resolve(item, term.path) ?? evaluate(term.fallback, item);
    case 'listAppend': {
      const first = evaluate(term.first, item);
      const second = evaluate(term.second, item);
      if (!('L' in first && 'L' in second)) throw wrongType();
      return { L: [...first.L, ...second.L] };
    }
    case 'plus':
    case 'minus': {
      const left = evaluate(term.left, item);
      const right = evaluate(term.right, item);
      if (!('N' in left && 'N' in right)) throw wrongType();
      return { N: addNumbers(left.N, term.kind === 'plus' ? right.N : negateNumber(right.N)) };
    }
  }
}
const wrongType = () => validation('An operand in the update expression has an incorrect data type');
const badPath = () => validation('The document path provided in the update expression is invalid for update');

/** Puts `value` (undefined: removes what is there) at the end of a path, copying only what lies on the way. */
function place(
  container: Value,
  path: readonly (string | number)[],
  value: Value | undefined,
  removals: boolean,
): Value {
  const [step, ...rest] = path;
  if (step === undefined) throw badPath();
  if (typeof step === 'number') {
    if (!('L' in container)) throw badPath();
    const list = [...container.L];
    const present = list[step];
    if (rest.length > 0) {
      if (present === undefined) throw badPath();
      list[step] = place(present, rest, value, removals);
    } else if (value !== undefined) list[Math.min(step, list.length)] = value;
    else if (present !== undefined) list.splice(step, 1);
    return { L: list };
  }
  if (!('M' in container)) throw badPath();
  const map = { ...container.M };
  const present = map[step];
  if (rest.length > 0) {
    if (present === undefined) {
      if (removals) return container;
      throw badPath();
    }
    map[step] = place(present, rest, value, removals);
  } else if (value !== undefined) map[step] = value;
  else delete map[step];
  return { M: map };
}

function union(present: Value | undefined, added: Value): Value {
  if (present === undefined) return added;
  if ('N' in present && 'N' in added) return { N: addNumbers(present.N, added.N) };
  if ('SS' in present && 'SS' in added) return { SS: [...new Set([...present.SS, ...added.SS])] };
  if ('NS' in present && 'NS' in added) return { NS: [...new Set([...present.NS, ...added.NS])] };
  if ('BS' in present && 'BS' in added) return { BS: [...new Set([...present.BS, ...added.BS])] };
  throw wrongType();
}
/** Undefined when nothing is left: an empty set is not kept. */
function difference(present: Value | undefined, taken: Value): Value | undefined {
  if (present === undefined) return undefined;
  const without = (all: readonly string[], some: readonly string[]) => all.filter((one) => !some.includes(one));
  const left = (rest: readonly string[], make: (rest: readonly string[]) => Value) =>
    rest.length === 0 ? undefined : make(rest);
  if ('SS' in present && 'SS' in taken) return left(without(present.SS, taken.SS), (SS) => ({ SS }));
  if ('NS' in present && 'NS' in taken) return left(without(present.NS, taken.NS), (NS) => ({ NS }));
  if ('BS' in present && 'BS' in taken) return left(without(present.BS, taken.BS), (BS) => ({ BS }));
  throw wrongType();
}

interface Plan {
  readonly path: Path;
  /** Undefined: what is there goes. */
  readonly value: Value | undefined;
  readonly removal: boolean;
}
function planOf(change: Change, item: Item): Plan {
  switch (change.kind) {
    case 'set':
      return { path: change.path, value: evaluate(change.term, item), removal: false };
    case 'remove':
      return { path: change.path, value: undefined, removal: true };
    case 'add':
      return { path: change.path, value: union(resolve(item, change.path), change.value), removal: false };
    case 'delete':
      return { path: change.path, value: difference(resolve(item, change.path), change.value), removal: true };
  }
}

/**
 * The item after the update. Every term is computed from the item as it was before.
 * @returns also the top-level attributes that were changed
 */
export function applyUpdate(update: Update, item: Item): { item: Item; changed: string[] } {
  const planned = update.map((change) => planOf(change, item));
  let root: Value = { M: item };
  // Elements of one list are removed from its end, so that the indexes of the others stay what they were.
  const ordered = [
    ...planned.filter((one) => !one.removal || one.value !== undefined),
    ...planned.filter((one) => one.removal && one.value === undefined).sort(lastIndexFirst),
  ];
  for (const { path, value, removal } of ordered) root = place(root, path, value, removal);
  return { item: 'M' in root ? root.M : item, changed: [...new Set(update.map((change) => change.path[0]))] };
}
function lastIndexFirst(a: { path: Path }, b: { path: Path }): number {
  for (const [depth, left] of a.path.entries()) {
    const right = b.path[depth];
    if (right === undefined) return 1;
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return right - left;
    return String(left) < String(right) ? -1 : 1;
  }
  return -1;
}
