import type { Kernel, Scope } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import type { Phase } from '../model.ts';
import type { AnyResourceType } from '../resource-type.ts';
import { openOperations, operationOf } from '../state.ts';
import { goForward } from './forward.ts';
import { clearAway, clearMade, removeStack } from './removal.ts';
import { revertUpdates } from './revert.ts';
import type { Run } from './run.ts';

/** Each looks at what is stored, does what is left to do, and stores the next phase or the end. */
const PHASES: Readonly<Record<Phase, (run: Run) => Promise<void>>> = {
  forward: goForward,
  cleanup: clearAway,
  rollback: revertUpdates,
  rollbackCleanup: clearMade,
  delete: removeStack,
};

export function createEngine(types: readonly AnyResourceType[]): Engine {
  const underWay = new Map<string, AbortController>();
  const engine: Engine = {
    types: new Map(types.map((type) => [type.type, type])),
    run: (scope, stackId) => scope.background(`CloudFormation stack ${stackId}`, () => runPhases(scope, stackId)),
    cancel: (stackId) => underWay.get(stackId)?.abort(),
  };
  const runPhases = async (scope: Scope, stackId: string) => {
    // The request that stored the operation ends first: it may be inside a transaction.
    await Promise.resolve();
    for (;;) {
      const operation = operationOf(scope, stackId);
      if (operation === undefined || operation.paused) return;
      scope.shutdown.throwIfAborted();
      const cancel = new AbortController();
      if (operation.cancelRequested && operation.phase === 'forward') cancel.abort();
      const end = () => cancel.abort();
      scope.shutdown.addEventListener('abort', end, { once: true });
      underWay.set(stackId, cancel);
      try {
        await PHASES[operation.phase]({ engine, scope, stackId, cancel });
      } finally {
        underWay.delete(stackId);
        scope.shutdown.removeEventListener('abort', end);
      }
    }
  };
  return engine;
}

/** Goes on with every operation that an earlier process did not finish. */
export function resumeOperations(kernel: Kernel, engine: Engine): void {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const operation of openOperations(scope)) if (!operation.paused) engine.run(scope, operation.stackId);
  }
}
