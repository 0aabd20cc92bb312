import { availableParallelism } from 'node:os';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { builds, findBuild, isOver, type StoredBuild } from './build.ts';
import { publishState } from './events.ts';
import { Interruption } from './interruption.ts';
import { submitted } from './machine.ts';
import { countStarted } from './metrics.ts';
import { advance } from './progress.ts';
import { runBuild } from './runner.ts';
import { clearSpentFolders } from './spent-folders.ts';

/** More builds at once than cores would only slow each other; the others are QUEUED, as on AWS beyond the account's limit. */
const AT_ONCE = availableParallelism();

interface Queue {
  readonly waiting: { readonly scope: Scope; readonly id: string; readonly cancelTimeout: () => void }[];
  readonly running: Map<string, AbortController>;
}

const queues = new WeakMap<object, Queue>();

function queueOf(kernel: Kernel): Queue {
  const queue = queues.get(kernel.store) ?? { waiting: [], running: new Map() };
  queues.set(kernel.store, queue);
  return queue;
}

/** Takes a build that is stored as SUBMITTED into the phase QUEUED. */
export function submit(scope: Scope, id: string): void {
  countStarted(scope, findBuild(scope, id));
  publishState(scope, findBuild(scope, id));
  advance(scope, id, { status: 'SUCCEEDED' });
}

/** Runs a build that is in the phase QUEUED as soon as there is room. */
export function enqueue(scope: Scope, id: string): void {
  const queue = queueOf(scope);
  const { startMs, settings } = findBuild(scope, id);
  const cancelTimeout = scope.clock.at(startMs + settings.queuedTimeoutInMinutes * 60_000, () =>
    leaveQueue(scope, id, 'TIMED_OUT'),
  );
  queue.waiting.push({ scope, id, cancelTimeout });
  startNext(queue);
}

function startNext(queue: Queue): void {
  while (queue.running.size < AT_ONCE) {
    const next = queue.waiting.shift();
    if (next === undefined || next.scope.shutdown.aborted) return;
    next.cancelTimeout();
    start(queue, next.scope, next.id);
  }
}

function start(queue: Queue, scope: Scope, id: string): void {
  const controller = new AbortController();
  queue.running.set(id, controller);
  scope.background(`build ${id}`, async () => {
    try {
      await runBuild(scope, id, controller);
    } finally {
      queue.running.delete(id);
      startNext(queue);
    }
  });
}

function leaveQueue(scope: Scope, id: string, status: 'STOPPED' | 'TIMED_OUT'): boolean {
  const { waiting } = queueOf(scope);
  const index = waiting.findIndex((entry) => entry.id === id);
  if (index < 0) return false;
  waiting[index]?.cancelTimeout();
  waiting.splice(index, 1);
  advance(scope, id, {
    status,
    context: {
      statusCode: status === 'STOPPED' ? 'BUILD_STOPPED' : 'BUILD_TIMED_OUT',
      message: QUEUED_MESSAGES[status],
    },
  });
  return true;
}
const QUEUED_MESSAGES = {
  STOPPED: 'Build was stopped while it was queued',
  TIMED_OUT: 'Build has timed out while it was queued.',
};

/** Asks a build to stop: at once while it waits, as soon as its processes have ended while it runs. */
export function stop(scope: Scope, id: string): void {
  const build = findBuild(scope, id);
  if (isOver(build)) return;
  builds(scope).put(id, { ...build, stopRequested: true });
  if (!leaveQueue(scope, id, 'STOPPED')) queueOf(scope).running.get(id)?.abort(new Interruption('STOPPED'));
}

/** Every build that an earlier endpoint left unfinished starts over, in the order in which they were started. */
export function resumeBuilds(kernel: Kernel): void {
  clearSpentFolders(kernel);
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    const unfinished = builds(scope)
      .values()
      .filter((build) => !isOver(build));
    for (const build of unfinished.sort((a, b) => a.order - b.order)) resume(scope, build);
  }
}

function resume(scope: Scope, build: StoredBuild): void {
  if (build.progress.currentPhase !== 'QUEUED') {
    builds(scope).put(build.id, { ...build, progress: submitted(build.startMs), reportArns: [] });
    advance(scope, build.id, { status: 'SUCCEEDED' });
  }
  enqueue(scope, build.id);
  if (build.stopRequested === true) stop(scope, build.id);
}
