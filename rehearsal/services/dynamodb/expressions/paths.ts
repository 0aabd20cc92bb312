import { validation } from '../errors.ts';
import type { Item, Value } from '../values.ts';
import { RESERVED } from './reserved-words.ts';
import type { Scope } from './scope.ts';
import type { Cursor } from './tokens.ts';

/** A document path: the attribute, then members and indexes. */
export type Path = readonly [string, ...(string | number)[]];

/** `a.#b[3].c` */
export function parsePath(cursor: Cursor, scope: Scope): Path {
  const path: [string, ...(string | number)[]] = [parseName(cursor, scope)];
  for (;;) {
    if (cursor.take('.')) path.push(parseName(cursor, scope));
    else if (cursor.peek().text === '[' && cursor.peek(1).kind === 'number') {
      cursor.next();
      path.push(Number(cursor.next().text));
      cursor.expect(']');
    } else return path;
  }
}

function parseName(cursor: Cursor, scope: Scope): string {
  const token = cursor.peek();
  if (token.kind === 'alias') {
    cursor.next();
    return scope.name(token.text, cursor.kind);
  }
  if (token.kind !== 'name') throw cursor.unexpected();
  if (RESERVED.has(token.text.toUpperCase()))
    throw validation(`Invalid ${cursor.kind}: Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
  cursor.next();
  return token.text;
}

/** What a path leads to; undefined where it leads nowhere. */
export function resolve(item: Item, path: Path): Value | undefined {
  let value: Value | undefined = item[path[0]];
  for (let depth = 1; depth < path.length && value !== undefined; depth++) {
    const step = path[depth];
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined;
    else value = step !== undefined && 'M' in value ? value.M[step] : undefined;
  }
  return value;
}

export const pathText = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

/** Two paths overlap when one is, or leads through, the other. */
export function overlap(a: Path, b: Path): boolean {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
