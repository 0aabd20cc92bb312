import { validation } from '../errors.ts';

/** Each node with the nodes that come before it. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * The nodes in an order in which each comes after those it needs.
 * @throws ServiceError ValidationError that names the nodes of a circle
 */
export function inOrder(graph: Graph): string[] {
  const ordered: string[] = [];
  const state = new Map<string, 'entered' | 'left'>();
  const visit = (id: string, path: readonly string[]) => {
    if (state.get(id) === 'left') return;
    if (state.get(id) === 'entered')
      throw validation(
        `Circular dependency between resources: [${path.slice(path.indexOf(id)).toSorted().join(', ')}]`,
      );
    state.set(id, 'entered');
    for (const before of graph.get(id) ?? []) if (graph.has(before)) visit(before, [...path, id]);
    state.set(id, 'left');
    ordered.push(id);
  };
  for (const id of graph.keys()) visit(id, []);
  return ordered;
}

/** The same nodes in the opposite direction: what is made last is deleted first. */
export function reversed(graph: Graph): Map<string, string[]> {
  const result = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, before] of graph) for (const other of before) result.get(other)?.push(id);
  return result;
}

/**
 * Runs every node once all that come before it succeeded, independent ones at the same time.
 * @param run answers whether the node succeeded; what it throws ends everything
 * @param onFailure `stop`: nothing more starts after a failure; `continue`: only what needs the failed node is left out
 * @returns whether every node succeeded
 */
export async function runGraph(
  graph: Graph,
  onFailure: 'stop' | 'continue',
  run: (id: string) => Promise<boolean>,
): Promise<boolean> {
  const done = new Set<string>();
  const waiting = new Set(graph.keys());
  const running = new Map<string, Promise<void>>();
  let failed = false;
  const start = (id: string) => {
    waiting.delete(id);
    running.set(
      id,
      run(id).then((succeeded) => {
        running.delete(id);
        if (succeeded) done.add(id);
        else failed = true;
      }),
    );
  };
  for (;;) {
    if (!failed || onFailure === 'continue')
      for (const id of [...waiting])
        if ((graph.get(id) ?? []).every((before) => done.has(before) || !graph.has(before))) start(id);
    if (running.size === 0) return !failed;
    try {
      await Promise.race(running.values());
    } catch (error) {
      await Promise.allSettled(running.values());
      throw error;
    }
  }
}
