import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { createPool, type Pool } from '../../runtimes/lambda/pool.ts';
import { startProcessGuard } from '../../runtimes/lambda/process-guard.ts';
import { throttled } from './errors.ts';
import { functions } from './state.ts';

/** The account's limit: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const ACCOUNT_CONCURRENCY = 1000;

/** What runs in this process; lost with it, as are the invocations under way. */
interface Running {
  readonly pool: Pool;
  /** Invocations under way, by `<region>/<function>`. */
  readonly concurrent: Map<string, number>;
}

const running = new WeakMap<object, Running>();

/** Makes the execution environments of a rehearsal; they end with it. */
export function startRuntime(kernel: Kernel): void {
  const folder = kernel.store.folder('lambda');
  const scratchFolder = join(folder, 'scratch');
  mkdirSync(scratchFolder, { recursive: true });
  const guard = startProcessGuard();
  const pool = createPool({
    clock: kernel.clock,
    guard,
    scratchFolder,
    compileCacheFolder: join(folder, 'compile-cache'),
    report: (error, where) => kernel.report(error, where),
  });
  running.set(kernel.store, { pool, concurrent: new Map() });
  kernel.background('ending the execution environments', async () => {
    await new Promise<void>((resolve) => kernel.shutdown.addEventListener('abort', () => resolve(), { once: true }));
    await pool.stop();
    guard.close();
  });
}

export function runtimeOf(kernel: Kernel): Running {
  const found = running.get(kernel.store);
  if (found === undefined) throw new Error('Lambda was used before it was started');
  return found;
}

const reservedConcurrency = (scope: Scope) =>
  functions(scope)
    .values()
    .reduce((sum, { reservedConcurrency: reserved = 0 }) => sum + reserved, 0);

/** What is left for functions without a reservation. */
export const unreservedConcurrency = (scope: Scope): number => ACCOUNT_CONCURRENCY - reservedConcurrency(scope);

/**
 * Takes one of the concurrent executions that a function may have.
 * @returns how many it has now, and what gives this one back
 * @throws ServiceError TooManyRequestsException
 */
export function takeConcurrency(scope: Scope, name: string, reserved: number | undefined) {
  const { concurrent } = runtimeOf(scope);
  const key = `${scope.region}/${name}`;
  const own = concurrent.get(key) ?? 0;
  if (reserved !== undefined && own >= reserved) throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
  if (reserved === undefined) {
    let others = 0;
    for (const [other, count] of concurrent) if (other.startsWith(`${scope.region}/`)) others += count;
    if (others >= ACCOUNT_CONCURRENCY || (others > 0 && others >= unreservedConcurrency(scope)))
      throw throttled('ConcurrentInvocationLimitExceeded');
  }
  concurrent.set(key, own + 1);
  return {
    now: own + 1,
    giveBack: () => {
      const left = (concurrent.get(key) ?? 1) - 1;
      if (left > 0) concurrent.set(key, left);
      else concurrent.delete(key);
    },
  };
}
