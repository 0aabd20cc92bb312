import { resolveSecrets } from '../lookups.ts';
import type { StackResource, Step } from '../model.ts';
import { putResource, putStep, resourceOf, resourcesOf, stepOf, stepsOf } from '../state.ts';
import { settled } from '../template/evaluate.ts';
import { isObject, sameJson } from '../template/json.ts';
import { failureText, pause } from './finish.ts';
import type { Failure } from './forward.ts';
import { runGraph } from './graph.ts';
import { updateResource } from './provision.ts';
import { beginStep, changeOperation, contextOf, exists, type Run, reasonOf, setStatus, tell } from './run.ts';

/** Gives every resource that the operation touched its earlier form, in the order in which they depend on each other. */
export async function revertUpdates(run: Run): Promise<void> {
  const { scope, stackId } = run;
  const touched = stepsOf(scope, stackId, 'forward');
  const earlier = [...resourcesOf(scope, stackId).values()].map((row) => touched.get(row.logicalId)?.before ?? row);
  const graph = new Map(earlier.map((row) => [row.logicalId, row.dependsOn]));
  const failures: Failure[] = [];
  const succeeded = await runGraph(graph, 'continue', async (id) => {
    const step = touched.get(id);
    if (step?.before === undefined) return true;
    const reverted = await revert(run, step, step.before);
    if (!reverted) failures.push({ logicalId: id, verb: 'update' });
    return reverted;
  });
  scope.shutdown.throwIfAborted();
  scope.store.transaction(() => {
    if (succeeded) {
      setStatus(run, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
      changeOperation(run, { phase: 'rollbackCleanup' });
    } else {
      setStatus(run, 'UPDATE_ROLLBACK_FAILED', failureText(run, failures));
      pause(run);
    }
  });
}

async function revert(run: Run, forward: Step, before: StackResource): Promise<boolean> {
  const { scope, stackId } = run;
  const id = forward.logicalId;
  const row = resourceOf(scope, stackId, id);
  if (stepOf(scope, stackId, 'revert', id)?.status === 'complete') return true;
  const { step, isNew } = beginStep(run, 'revert', {
    logicalId: id,
    action: 'update',
    type: before.type,
    properties: before.properties,
    before,
  });
  const done = (resource: StackResource) => {
    putResource(scope, stackId, resource);
    putStep(scope, stackId, 'revert', { ...step, status: 'complete' });
  };
  const silent = exists(row) && forward.applied !== true && row.status !== 'UPDATE_FAILED';
  if (silent || !exists(row)) {
    // Only the record changed, such as its deletion policy.
    done(before);
    return true;
  }
  if (isNew)
    scope.store.transaction(() => {
      putResource(scope, stackId, { ...row, status: 'UPDATE_IN_PROGRESS', updatedMs: scope.clock.now() });
      tell(run, { ...step, physicalId: before.physicalId }, 'UPDATE_IN_PROGRESS');
    });
  try {
    const back = await takeBack(run, step, forward, before, row);
    scope.store.transaction(() => {
      done({ ...before, ...back, status: 'UPDATE_COMPLETE', updatedMs: scope.clock.now() });
      tell(run, { ...step, physicalId: back.physicalId ?? before.physicalId }, 'UPDATE_COMPLETE');
    });
    return true;
  } catch (error) {
    const reason = reasonOf(run, error, step, 'update');
    scope.store.transaction(() => {
      const stored = stepOf(scope, stackId, 'revert', id) ?? step;
      const { memory: _, ...plain } = stored;
      putStep(scope, stackId, 'revert', { ...plain, status: 'failed' });
      putResource(scope, stackId, {
        ...row,
        status: 'UPDATE_FAILED',
        statusReason: reason,
        updatedMs: scope.clock.now(),
      });
      tell(run, { ...step, physicalId: row.physicalId }, 'UPDATE_FAILED', reason);
    });
    return false;
  }
}

/** What differs from `before` now; nothing for a resource that was replaced, since the earlier one is still there. */
async function takeBack(
  run: Run,
  step: Step,
  forward: Step,
  before: StackResource,
  row: StackResource,
): Promise<Partial<StackResource>> {
  const replaced = forward.action === 'replace' || row.physicalId !== before.physicalId;
  if (replaced || forward.applied !== true || !exists(before)) return {};
  const unchanged = sameJson(forward.properties, before.properties) && before.uncertain !== true;
  if (unchanged) return {};
  const context = await contextOf(run, 'revert', step);
  const [wanted, attempted] = await Promise.all(
    [before.properties, forward.properties].map(async (properties) => {
      const secret = settled(await resolveSecrets(properties, context.client));
      return isObject(secret) ? secret : {};
    }),
  );
  return updateResource(
    run.engine,
    { type: before.type, properties: wanted ?? {}, updatePolicy: before.updatePolicy },
    attempted ?? {},
    before,
    context,
  );
}
