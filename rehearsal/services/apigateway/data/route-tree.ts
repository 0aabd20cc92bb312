/** Resources by path: fixed parts before variables, variables before greedy ones. */
export interface RouteNode<T> {
  readonly fixed: Map<string, RouteNode<T>>;
  variable: { readonly name: string; readonly node: RouteNode<T> } | undefined;
  greedy: { readonly name: string; readonly node: RouteNode<T> } | undefined;
  /** Undefined where no method is. */
  value: T | undefined;
}

const newNode = <T>(): RouteNode<T> => ({
  fixed: new Map(),
  variable: undefined,
  greedy: undefined,
  value: undefined,
});

/** @param entries resource paths such as `/students/{id}` or `/{proxy+}`, with what is found there */
export function buildRoutes<T>(entries: Iterable<readonly [path: string, value: T]>): RouteNode<T> {
  const root = newNode<T>();
  for (const [path, value] of entries) {
    let node = root;
    for (const part of path.split('/').filter((one) => one !== '')) {
      const [, name, greedy] = /^\{(.+?)(\+?)\}$/.exec(part) ?? [];
      if (name === undefined) {
        const next = node.fixed.get(part) ?? newNode<T>();
        node.fixed.set(part, next);
        node = next;
      } else if (greedy === '+') {
        node.greedy ??= { name, node: newNode<T>() };
        node = node.greedy.node;
      } else {
        node.variable ??= { name, node: newNode<T>() };
        node = node.variable.node;
      }
    }
    node.value = value;
  }
  return root;
}

export interface Matched<T> {
  readonly value: T;
  readonly parameters: Readonly<Record<string, string>>;
}

/** @param parts of the request's path, decoded */
export function findRoute<T>(node: RouteNode<T>, parts: readonly string[], at = 0): Matched<T> | undefined {
  const part = parts[at];
  if (part === undefined) return node.value === undefined ? undefined : { value: node.value, parameters: {} };
  const fixed = node.fixed.get(part);
  const exact = fixed === undefined ? undefined : findRoute(fixed, parts, at + 1);
  if (exact !== undefined) return exact;
  if (node.variable !== undefined) {
    const { name } = node.variable;
    const found = findRoute(node.variable.node, parts, at + 1);
    if (found !== undefined) return { ...found, parameters: { ...found.parameters, [name]: part } };
  }
  if (node.greedy?.node.value === undefined) return undefined;
  return { value: node.greedy.node.value, parameters: { [node.greedy.name]: parts.slice(at).join('/') } };
}
