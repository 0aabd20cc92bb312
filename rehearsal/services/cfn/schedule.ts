/** The outcome of running a graph: the first failure, if any; nothing is started after one, what runs is waited for. */
export interface Outcome {
  readonly failed?: { readonly id: string; readonly error: unknown };
}

const MOST_AT_ONCE = 16;

/** Runs `work` for each node once all that it needs are done; independent nodes run in parallel. */
export async function runGraph(
  graph: ReadonlyMap<string, ReadonlySet<string>>,
  alreadyDone: ReadonlySet<string>,
  work: (id: string) => Promise<void>,
): Promise<Outcome> {
  const done = new Set(alreadyDone);
  const running = new Map<string, Promise<void>>();
  let failed: Outcome['failed'];
  const start = (id: string) => {
    const promise = work(id)
      .then(() => {
        done.add(id);
      })
      .catch((error: unknown) => {
        failed ??= { id, error };
      })
      .finally(() => running.delete(id));
    running.set(id, promise);
  };
  for (;;) {
    if (failed === undefined)
      for (const [id, needed] of graph) {
        if (running.size >= MOST_AT_ONCE) break;
        if (done.has(id) || running.has(id) || ![...needed].every((other) => done.has(other) || !graph.has(other)))
          continue;
        start(id);
      }
    if (running.size === 0) return failed === undefined ? {} : { failed };
    await Promise.race(running.values());
  }
}
