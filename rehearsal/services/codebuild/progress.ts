import type { Scope } from '../../kernel/service.ts';
import { builds, findBuild } from './build.ts';
import { publishPhase, publishState } from './events.ts';
import { endPhase, type Outcome, type Phase } from './machine.ts';
import { countEnded, countPhase } from './metrics.ts';

/** Ends the build's current phase, stores that, and says so to EventBridge and CloudWatch. */
export function advance(scope: Scope, id: string, outcome: Outcome): Phase | undefined {
  return scope.store.transaction(() => {
    const before = findBuild(scope, id);
    const progress = endPhase(before.progress, outcome, scope.clock.now());
    const build = { ...before, progress };
    builds(scope).put(id, build);
    const ended = progress.phases.at(-2);
    if (ended !== undefined) {
      publishPhase(scope, build, ended);
      countPhase(scope, build, ended);
    }
    if (progress.status !== 'IN_PROGRESS') {
      publishState(scope, build);
      countEnded(scope, build);
    }
    return ended;
  });
}
