import { validation } from '../errors.ts';
import type { Item, Value } from '../values.ts';
import { overlap, type Path, parsePath, pathText, resolve } from './paths.ts';
import type { Scope } from './scope.ts';
import { Cursor } from './tokens.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html */
export function parseProjection(text: string, scope: Scope): Path[] {
  const cursor = new Cursor(text, 'ProjectionExpression');
  const paths = [parsePath(cursor, scope)];
  while (cursor.take(',')) paths.push(parsePath(cursor, scope));
  if (cursor.peek().kind !== 'end') throw cursor.unexpected();
  for (const [index, path] of paths.entries())
    for (const other of paths.slice(index + 1))
      if (overlap(path, other))
        throw validation(
          `Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: ${pathText(path)}, path two: ${pathText(other)}`,
        );
  return paths;
}

type Node = { value?: Value; members?: Map<string | number, Node> };

/** The item with only what the paths lead to; elements of a list close ranks. */
export function project(item: Item, paths: readonly Path[]): Item {
  const root: Node = {};
  for (const path of paths) {
    const value = resolve(item, path);
    if (value === undefined) continue;
    let node = root;
    for (const step of path) {
      node.members ??= new Map();
      const next = node.members.get(step) ?? {};
      node.members.set(step, next);
      node = next;
    }
    node.value = value;
  }
  const built = build(root);
  return 'M' in built ? built.M : {};
}
function build(node: Node): Value {
  if (node.value !== undefined) return node.value;
  const members = [...(node.members ?? [])];
  if (typeof members[0]?.[0] === 'number')
    return { L: members.sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => build(member)) };
  return { M: Object.fromEntries(members.map(([name, member]) => [name, build(member)])) };
}
