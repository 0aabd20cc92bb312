import { stackEnvironment } from '../environment.ts';
import { resolveSecrets } from '../lookups.ts';
import type { StackResource, Step } from '../model.ts';
import {
  forgetResource,
  putResource,
  putStep,
  resourceOf,
  resourcesOf,
  stepOf,
  stepsOf,
  templateBody,
} from '../state.ts';
import { dependencyGraph } from '../template/dependencies.ts';
import { settled } from '../template/evaluate.ts';
import { isObject } from '../template/json.ts';
import { parseTemplate } from '../template/template.ts';
import { endOperation, pause } from './finish.ts';
import { reversed, runGraph } from './graph.ts';
import { exportConflict } from './outputs.ts';
import { deleteResource } from './provision.ts';
import { beginStep, contextOf, exists, operationIn, type Run, reasonOf, setStatus, stackOf, tell } from './run.ts';

/** One resource to be removed; `record` is what becomes of the stack's own record of it. */
interface Removal {
  readonly resource: StackResource & { readonly physicalId: string };
  readonly policy: string;
  readonly record: 'forget' | 'mark' | 'keep';
}

/** After an update: removes what left the template and what was replaced. A removal that fails leaves the resource behind. */
export async function clearAway(run: Run): Promise<void> {
  const { scope, stackId } = run;
  const present = presentIn(run);
  const removals = new Map<string, Removal>();
  for (const row of resourcesOf(scope, stackId).values()) {
    if (present.has(row.logicalId)) continue;
    if (exists(row)) removals.set(row.logicalId, { resource: row, policy: row.deletion, record: 'forget' });
    else forgetResource(scope, stackId, row.logicalId);
  }
  for (const step of stepsOf(scope, stackId, 'forward').values()) {
    const row = resourceOf(scope, stackId, step.logicalId);
    if (exists(step.before) && exists(row) && row.physicalId !== step.before.physicalId)
      removals.set(step.logicalId, { resource: step.before, policy: row.updateReplace, record: 'keep' });
  }
  await removeAll(run, removals);
  scope.store.transaction(() => {
    setStatus(run, 'UPDATE_COMPLETE');
    endOperation(run, true);
  });
}

function presentIn(run: Run): Set<string> {
  const stack = stackOf(run);
  const template = parseTemplate(templateBody(run.scope, run.stackId) ?? '');
  const environment = stackEnvironment(run.scope, stack, template, stack.parameters, () => undefined);
  return new Set(dependencyGraph(template, (name) => environment.condition(name)).keys());
}

/** After a failure: removes what the operation had made. */
export async function clearMade(run: Run): Promise<void> {
  const { scope, stackId } = run;
  const { creates, retainExceptOnCreate } = operationIn(run);
  const removals = new Map<string, Removal>();
  for (const step of stepsOf(scope, stackId, 'forward').values()) {
    const resource = madeBy(run, step);
    if (resource === undefined) {
      if (step.before === undefined && !creates) forgetResource(scope, stackId, step.logicalId);
      continue;
    }
    const policy = step.before === undefined ? onCreate(resource.deletion, retainExceptOnCreate) : 'Delete';
    removals.set(step.logicalId, {
      resource,
      policy,
      record: step.before !== undefined ? 'keep' : creates ? 'mark' : 'forget',
    });
  }
  const failed = await removeAll(run, removals);
  scope.store.transaction(() => {
    if (!creates) {
      setStatus(run, 'UPDATE_ROLLBACK_COMPLETE');
      endOperation(run, false);
    } else if (failed.length === 0) {
      setStatus(run, 'ROLLBACK_COMPLETE');
      endOperation(run, false);
    } else {
      setStatus(run, 'ROLLBACK_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
      pause(run);
    }
  });
}

const onCreate = (policy: string, retainExceptOnCreate: boolean) =>
  policy === 'RetainExceptOnCreate' || (policy === 'Retain' && retainExceptOnCreate) ? 'Delete' : policy;

/** What a step made that was not there before it; also what a create left behind that failed half-way. */
function madeBy(run: Run, step: Step): Removal['resource'] | undefined {
  const { scope, stackId } = run;
  if (exists(step.after)) {
    const row = resourceOf(scope, stackId, step.logicalId);
    if (step.before === undefined) return exists(row) ? row : undefined;
    return step.after.physicalId === step.before.physicalId ? undefined : step.after;
  }
  if (step.applied !== true || (step.action !== 'create' && step.action !== 'replace')) return undefined;
  const physicalId = scope.table<{ name: string }>('cloudformation.creations').get(step.token)?.name;
  const row = resourceOf(scope, stackId, step.logicalId);
  if (physicalId === undefined || row === undefined || row.status === 'DELETE_COMPLETE') return undefined;
  return { ...row, physicalId, properties: step.properties };
}

/** Removes the whole stack. */
export async function removeStack(run: Run): Promise<void> {
  const { scope, stackId } = run;
  const stack = stackOf(run);
  const { retained, deletionMode } = operationIn(run);
  const conflict = exportConflict(scope, stackId, stack.outputs, []);
  if (conflict !== undefined) {
    scope.store.transaction(() => {
      setStatus(run, 'DELETE_FAILED', conflict);
      pause(run);
    });
    return;
  }
  const removals = new Map<string, Removal>();
  for (const row of resourcesOf(scope, stackId).values()) {
    if (!exists(row)) continue;
    const policy = retained.includes(row.logicalId) ? 'Retain' : row.deletion;
    removals.set(row.logicalId, { resource: row, policy, record: 'mark' });
  }
  // What a failed operation left beside the stack's resources goes too.
  for (const step of stepsOf(scope, stackId, 'forward').values()) {
    const left = madeBy(run, step);
    const other = exists(step.before) && left?.physicalId !== step.before.physicalId ? left : undefined;
    const made = step.before === undefined ? left : other;
    if (made !== undefined && !removals.has(step.logicalId))
      removals.set(step.logicalId, { resource: made, policy: 'Delete', record: 'mark' });
  }
  const failed = await removeAll(run, removals);
  scope.store.transaction(() => {
    if (failed.length > 0 && deletionMode !== 'FORCE_DELETE_STACK') {
      setStatus(run, 'DELETE_FAILED', `The following resource(s) failed to delete: [${failed.join(', ')}]. `);
      pause(run);
      return;
    }
    setStatus(run, 'DELETE_COMPLETE', undefined, { deletedMs: scope.clock.now(), imports: [] });
    endOperation(run, true);
  });
}

/** @returns the logical ids of what could not be removed, and of what was left because of it */
async function removeAll(run: Run, removals: ReadonlyMap<string, Removal>): Promise<string[]> {
  const graph = reversed(new Map([...removals].map(([id, { resource }]) => [id, resource.dependsOn])));
  const failed: string[] = [];
  await runGraph(graph, 'continue', async (id) => {
    const removal = removals.get(id);
    const removed = removal === undefined || (await remove(run, removal));
    if (!removed) failed.push(id);
    return removed;
  });
  run.scope.shutdown.throwIfAborted();
  return failed;
}

async function remove(run: Run, { resource, policy, record }: Removal): Promise<boolean> {
  const { scope, stackId } = run;
  const id = resource.logicalId;
  const known = stepOf(scope, stackId, 'delete', id);
  if (known?.status === 'complete' && known.operationId === operationIn(run).id) return true;
  const { step, isNew } = beginStep(run, 'delete', {
    logicalId: id,
    action: 'delete',
    type: resource.type,
    properties: resource.properties,
    before: resource,
  });
  const end = (status: 'DELETE_COMPLETE' | 'DELETE_SKIPPED' | 'DELETE_FAILED', reason?: string) =>
    scope.store.transaction(() => {
      const { memory: _, ...plain } = stepOf(scope, stackId, 'delete', id) ?? step;
      putStep(scope, stackId, 'delete', { ...plain, status: status === 'DELETE_FAILED' ? 'failed' : 'complete' });
      tell(run, resource, status, reason);
      if (record === 'forget') forgetResource(scope, stackId, id);
      if (record === 'mark')
        putResource(scope, stackId, {
          ...resource,
          status,
          updatedMs: scope.clock.now(),
          ...(reason === undefined ? {} : { statusReason: reason }),
        });
    });
  if (policy === 'Retain' || policy === 'RetainExceptOnCreate') {
    end('DELETE_SKIPPED');
    return true;
  }
  if (isNew)
    scope.store.transaction(() => {
      if (record !== 'keep')
        putResource(scope, stackId, { ...resource, status: 'DELETE_IN_PROGRESS', updatedMs: scope.clock.now() });
      tell(run, resource, 'DELETE_IN_PROGRESS');
    });
  try {
    const context = await contextOf(run, 'delete', step);
    const properties = settled(await resolveSecrets(resource.properties, context.client));
    await deleteResource(run.engine, { ...resource, properties: isObject(properties) ? properties : {} }, context);
  } catch (error) {
    end('DELETE_FAILED', reasonOf(run, error, step, 'deletion'));
    return false;
  }
  end('DELETE_COMPLETE');
  return true;
}
