import type { Kernel, Scope } from '../../kernel/service.ts';
import type { Provisioned } from '../cloudformation/resource-type.ts';
import { aliasPolicy, shiftAlias, unshiftAlias } from './alias-update.ts';
import { callCustomResource, isCustom } from './custom-resource.ts';
import { environmentOf } from './desired.ts';
import { type HandlerOf, keepAsRecord, resourceContext } from './handlers.ts';
import { outputsOf } from './outputs.ts';
import { diffProperties, presentResources, propertiesOf } from './plan.ts';
import { recordResource, setStatus } from './record-event.ts';
import { runGraph } from './schedule.ts';
import {
  allExports,
  type Desired,
  dropResource,
  putResource,
  type ResourceStatus,
  resourceOf,
  resourcesOf,
  type Stack,
  type StackOperation,
  type StackResource,
  stacks,
} from './state.ts';
import { dependencyGraph, reversed } from './template/dependencies.ts';
import { type Environment, evaluate } from './template/evaluate.ts';
import { parseTemplate, type TemplateResource } from './template/template.ts';

/*
 * Carries out a stack operation. Every step is stored before and after it is taken: a killed process finds in the stack's
 * `operation` what was done, and does the rest.
 */

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function currentStack(scope: Scope, stackId: string): Stack & { operation: StackOperation } {
  const stack = stacks(scope).get(stackId);
  if (stack?.operation === undefined) throw new Error(`${stackId} has no operation`);
  return { ...stack, operation: stack.operation };
}

function changeOperation(
  scope: Scope,
  stackId: string,
  change: (operation: StackOperation) => Partial<StackOperation>,
): void {
  const stack = currentStack(scope, stackId);
  stacks(scope).put(stackId, { ...stack, operation: { ...stack.operation, ...change(stack.operation) } });
}

const markDone = (scope: Scope, stackId: string, logicalId: string): void =>
  changeOperation(scope, stackId, ({ done }) => ({ done: [...done, logicalId] }));

/** Values as the stack's resources are now. */
function environmentNow(scope: Scope, stack: Stack, desired: Desired, handlerOf: HandlerOf): Environment {
  const resource = (logicalId: string): StackResource => {
    const found = resourceOf(scope, stack.id, logicalId);
    if (found === undefined) throw new Error(`Unresolved resource dependencies [${logicalId}]`);
    return found;
  };
  return environmentOf(scope, desired, {
    stackId: stack.id,
    stackName: stack.name,
    ref: (logicalId) => refOf(resource(logicalId), handlerOf),
    attribute: (logicalId, name) => attributeOf(resource(logicalId), name),
    importValue: (name) => importOf(scope, name),
  });
}

export function refOf(resource: StackResource, handlerOf: HandlerOf): string {
  const handler = handlerOf(resource.type);
  return handler?.ref?.(resource) ?? resource.physicalId;
}
export function attributeOf(resource: StackResource, name: string): unknown {
  const value = resource.attributes[name] ?? nested(resource.attributes, name);
  if (value !== undefined) return value;
  throw new Error(`Requested attribute ${name} does not exist in schema for ${resource.type}`);
}
function nested(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  let value: unknown = attributes;
  for (const part of name.split('.')) value = Object.entries(Object(value)).find(([key]) => key === part)?.[1];
  return value;
}
export function importOf(scope: Scope, name: string): string {
  const found = allExports(scope).find((one) => one.name === name);
  if (found === undefined) throw new Error(`No export named ${name} found.`);
  return found.value;
}

interface Step {
  readonly scope: Scope;
  readonly stack: Stack;
  readonly handlerOf: HandlerOf;
}

function note(step: Step, resource: StackResource, status: ResourceStatus, reason?: string): StackResource {
  const { reason: _, ...rest } = resource;
  const next: StackResource = {
    ...rest,
    status,
    changedMs: step.scope.clock.now(),
    ...(reason === undefined ? {} : { reason }),
  };
  putResource(step.scope, step.stack.id, next);
  recordResource(step.scope, step.stack, next);
  return next;
}

async function create(
  step: Step,
  logicalId: string,
  type: string,
  properties: Record<string, unknown>,
): Promise<Provisioned> {
  const context = await resourceContext(step.scope, step.stack, logicalId);
  if (isCustom(type)) return callCustomResource(context, { type, kind: 'Create', properties });
  return step.handlerOf(type)?.create(properties, context) ?? keepAsRecord(context, type);
}

async function update(step: Step, resource: StackResource, properties: Record<string, unknown>): Promise<Provisioned> {
  const context = await resourceContext(step.scope, step.stack, resource.logicalId);
  const { type, physicalId } = resource;
  if (isCustom(type))
    return callCustomResource(context, { type, kind: 'Update', properties, previous: resource.properties, physicalId });
  const handler = step.handlerOf(type);
  return handler?.update(physicalId, properties, resource.properties, context) ?? { physicalId, attributes: {} };
}

async function remove(step: Step, resource: StackResource): Promise<void> {
  const context = await resourceContext(step.scope, step.stack, resource.logicalId);
  const { type, physicalId, properties } = resource;
  if (physicalId === '') return;
  if (isCustom(type)) await callCustomResource(context, { type, kind: 'Delete', properties, physicalId });
  else await step.handlerOf(type)?.delete(physicalId, properties, context);
}

/** Creates, updates or replaces one resource so that it is as the template says. */
async function apply(
  step: Step,
  environment: Environment,
  logicalId: string,
  written: TemplateResource,
): Promise<void> {
  const { scope, stack } = step;
  const properties = propertiesOf(written, environment);
  const base = {
    logicalId,
    type: written.Type,
    properties,
    deletionPolicy: written.DeletionPolicy ?? 'Delete',
    updateReplacePolicy: written.UpdateReplacePolicy ?? 'Delete',
    changedMs: scope.clock.now(),
  };
  const existing = resourceOf(scope, stack.id, logicalId);
  const inHand = existing?.status === 'CREATE_IN_PROGRESS' || existing?.status === 'UPDATE_IN_PROGRESS';
  const before = stack.operation?.snapshot[logicalId];
  if (before === undefined) {
    const blank: StackResource = { ...base, physicalId: '', attributes: {}, status: 'CREATE_IN_PROGRESS' };
    if (!inHand) note(step, blank, 'CREATE_IN_PROGRESS');
    const made = await attempt(step, blank, 'CREATE_FAILED', () => create(step, logicalId, written.Type, properties));
    note(step, { ...blank, ...made }, 'CREATE_COMPLETE');
    return;
  }
  const differences = diffProperties(
    before.properties,
    properties,
    written.Properties ?? {},
    step.handlerOf(written.Type),
  );
  if (before.type === written.Type && differences.length === 0) {
    putResource(scope, stack.id, {
      ...before,
      deletionPolicy: base.deletionPolicy,
      updateReplacePolicy: base.updateReplacePolicy,
    });
    return;
  }
  const replaced = before.type !== written.Type || differences.some((change) => change.recreates !== 'Never');
  const current: StackResource = {
    ...base,
    physicalId: before.physicalId,
    attributes: before.attributes,
    status: 'UPDATE_IN_PROGRESS',
  };
  if (!inHand)
    note(
      step,
      current,
      'UPDATE_IN_PROGRESS',
      replaced ? 'Requested update requires the creation of a new physical resource; hence creating one.' : undefined,
    );
  const policy = aliasPolicy(
    written.Type,
    evaluate(written.UpdatePolicy ?? {}, environment),
    before.properties,
    properties,
  );
  const made = await attempt(step, current, 'UPDATE_FAILED', async () => {
    if (replaced) return create(step, logicalId, written.Type, properties);
    const context = await resourceContext(scope, stack, logicalId);
    if (policy !== undefined) await shiftAlias(context, policy, before.properties, properties);
    return update(step, before, properties);
  });
  scope.store.transaction(() => {
    if (replaced && made.physicalId !== before.physicalId)
      changeOperation(scope, stack.id, ({ leftovers }) => ({ leftovers: [...leftovers, before] }));
    note(step, { ...current, ...made }, 'UPDATE_COMPLETE');
  });
}

/** Does something to a resource; a failure is noted on it and passed on. A shutdown leaves it in progress, to be resumed. */
async function attempt<R>(
  step: Step,
  resource: StackResource,
  failed: ResourceStatus,
  work: () => Promise<R>,
): Promise<R> {
  try {
    return await work();
  } catch (error) {
    if (!step.scope.shutdown.aborted) note(step, resource, failed, messageOf(error));
    throw error;
  }
}

/** Runs an operation to its end, from wherever it stands. */
export function runOperation(scope: Scope, stackId: string, handlerOf: HandlerOf): void {
  scope.background(`CloudFormation ${stackId}`, async () => {
    for (;;) {
      const stack = stacks(scope).get(stackId);
      if (stack?.operation === undefined || scope.shutdown.aborted) return;
      const step: Step = { scope, stack, handlerOf };
      const { kind, phase } = stack.operation;
      if (phase === 'cleanup') await cleanUp(step, stack.operation);
      else if (phase === 'rollback') await rollBack(step, stack.operation);
      else if (kind === 'DELETE') await deleteAll(step, stack.operation);
      else await applyAll(step, stack.operation);
    }
  });
}

async function applyAll(step: Step, operation: StackOperation): Promise<void> {
  const { scope, stack, handlerOf } = step;
  const { desired } = operation;
  const environment = environmentNow(scope, stack, desired, handlerOf);
  const present = presentResources(environment);
  const graph = dependencyGraph(environment.template, present.keys());
  const outcome = await runGraph(graph, new Set(operation.done), async (logicalId) => {
    const written = present.get(logicalId);
    if (currentStack(scope, stack.id).operation.cancelled) throw new Error('Resource update cancelled');
    if (written !== undefined) await apply(step, environment, logicalId, written);
    markDone(scope, stack.id, logicalId);
  });
  if (scope.shutdown.aborted) return;
  if (outcome.failed !== undefined) {
    fail(
      scope,
      stack.id,
      `The following resource(s) failed to ${operation.kind === 'CREATE' ? 'create' : 'update'}: [${outcome.failed.id}]. ${messageOf(outcome.failed.error)}`,
    );
    return;
  }
  let outputs: ReturnType<typeof outputsOf>;
  try {
    outputs = outputsOf(environment, scope, stack);
  } catch (error) {
    fail(scope, stack.id, messageOf(error));
    return;
  }
  const removed = Object.values(operation.snapshot).filter((resource) => !present.has(resource.logicalId));
  const next: Stack = {
    ...currentStack(scope, stack.id),
    current: desired,
    outputs,
    operation: {
      ...currentStack(scope, stack.id).operation,
      phase: 'cleanup',
      done: [],
      leftovers: [...currentStack(scope, stack.id).operation.leftovers, ...removed],
    },
  };
  if (operation.kind === 'CREATE') stacks(scope).put(stack.id, next);
  else setStatus(scope, next, 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
}

/** What follows from a failure, as the operation was told to handle one. */
function fail(scope: Scope, stackId: string, reason: string): void {
  const stack = currentStack(scope, stackId);
  const { kind, onFailure, ...operation } = stack.operation;
  if (onFailure === 'DO_NOTHING') {
    const { operation: _, ...ended } = stack;
    setStatus(scope, ended, kind === 'CREATE' ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason);
    return;
  }
  const status = kind === 'CREATE' ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS';
  setStatus(
    scope,
    { ...stack, operation: { ...operation, kind, onFailure, phase: 'rollback', done: [], reason } },
    status,
    reason,
  );
}

/** Puts every resource back as the snapshot has it; what is new is deleted in the clean-up. */
async function rollBack(step: Step, operation: StackOperation): Promise<void> {
  const { scope, stack } = step;
  const before = operation.before;
  const snapshot = Object.values(operation.snapshot);
  const template = before === undefined ? undefined : parseTemplate(before.body);
  const graph =
    template === undefined
      ? new Map<string, Set<string>>()
      : dependencyGraph(
          template,
          snapshot.map((resource) => resource.logicalId),
        );
  const outcome = await runGraph(graph, new Set(operation.done), async (logicalId) => {
    const old = operation.snapshot[logicalId];
    const current = resourceOf(scope, stack.id, logicalId);
    if (old !== undefined && before !== undefined) await restore(step, before, old, current);
    markDone(scope, stack.id, logicalId);
  });
  if (scope.shutdown.aborted) return;
  if (outcome.failed !== undefined) {
    const { operation: _, ...ended } = currentStack(scope, stack.id);
    setStatus(
      scope,
      ended,
      'UPDATE_ROLLBACK_FAILED',
      `The following resource(s) failed to update: [${outcome.failed.id}]. ${messageOf(outcome.failed.error)}`,
    );
    return;
  }
  const added = resourcesOf(scope, stack.id).filter((resource) => operation.snapshot[resource.logicalId] === undefined);
  const now = currentStack(scope, stack.id);
  // Old resources that were to be replaced stay: only what the failed operation made goes.
  const leftovers = [
    ...now.operation.leftovers.filter((resource) => !snapshot.some((old) => old.physicalId === resource.physicalId)),
    ...added,
  ];
  const next: Stack = { ...now, operation: { ...now.operation, phase: 'cleanup', done: [], leftovers } };
  if (operation.kind === 'CREATE') stacks(scope).put(stack.id, next);
  else setStatus(scope, next, 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
}

async function restore(
  step: Step,
  before: Desired,
  old: StackResource,
  current: StackResource | undefined,
): Promise<void> {
  const { scope, stack } = step;
  const untouched = current === undefined || (current.changedMs === old.changedMs && current.status === old.status);
  if (untouched) return;
  if (current.physicalId !== old.physicalId) {
    scope.store.transaction(() => {
      changeOperation(scope, stack.id, ({ leftovers }) => ({ leftovers: [...leftovers, current] }));
      note(step, old, 'UPDATE_COMPLETE');
    });
    return;
  }
  note(step, { ...old, attributes: current.attributes }, 'UPDATE_IN_PROGRESS');
  const written = parseTemplate(before.body).Resources[old.logicalId];
  const context = await resourceContext(scope, stack, old.logicalId);
  const made = await attempt(step, old, 'UPDATE_FAILED', async () => {
    const policy = aliasPolicy(
      old.type,
      written?.UpdatePolicy === undefined ? {} : evaluatedPolicy(step, before, written),
      { FunctionVersion: '' },
      old.properties,
    );
    if (policy !== undefined) await unshiftAlias(context, policy, old.properties);
    return update(step, { ...current, properties: current.properties }, { ...old.properties });
  });
  note(step, { ...old, ...made }, 'UPDATE_COMPLETE');
}

const evaluatedPolicy = ({ scope, stack, handlerOf }: Step, desired: Desired, written: TemplateResource): unknown =>
  evaluate(written.UpdatePolicy ?? {}, environmentNow(scope, stack, desired, handlerOf));

const keeps = (policy: string, kind: StackOperation['kind'], rollback: boolean): boolean =>
  policy === 'Retain' || (policy === 'RetainExceptOnCreate' && !(rollback && (kind === 'CREATE' || kind === 'UPDATE')));

/** Deletes what an operation leaves behind; a leftover that cannot be deleted stays, and its event says why. */
async function cleanUp(step: Step, operation: StackOperation): Promise<void> {
  const { scope, stack } = step;
  const rollback = stack.status.includes('ROLLBACK');
  const present = resourcesOf(scope, stack.id);
  const replaced = (resource: StackResource) =>
    present.some((other) => other.logicalId === resource.logicalId && other.physicalId !== resource.physicalId);
  const keyOf = (resource: StackResource) => `${resource.logicalId} ${resource.physicalId}`;
  const leftovers = new Map(operation.leftovers.map((resource) => [keyOf(resource), resource]));
  // Who needs another goes before it: by the template that the leftovers come from.
  const template = parseTemplate((rollback ? operation.desired : (operation.before ?? operation.desired)).body);
  const needs = dependencyGraph(template, [...new Set(operation.leftovers.map((resource) => resource.logicalId))]);
  const before = reversed(needs);
  const graph = new Map(
    [...leftovers].map(([key, resource]) => {
      const first = before.get(resource.logicalId) ?? new Set<string>();
      return [
        key,
        new Set([...leftovers].filter(([, other]) => first.has(other.logicalId)).map(([otherKey]) => otherKey)),
      ];
    }),
  );
  await runGraph(graph, new Set(operation.done), async (key) => {
    const resource = leftovers.get(key);
    if (resource === undefined) return;
    const policy = replaced(resource) ? resource.updateReplacePolicy : resource.deletionPolicy;
    if (keeps(policy, operation.kind, rollback))
      recordResource(scope, stack, { ...resource, status: 'DELETE_SKIPPED' });
    else await deleteLeftover(step, resource);
    scope.store.transaction(() => {
      if (!replaced(resource)) dropResource(scope, stack.id, resource.logicalId);
      markDone(scope, stack.id, key);
    });
  });
  if (scope.shutdown.aborted) return;
  finish(scope, stack.id);
}

async function deleteLeftover(step: Step, resource: StackResource): Promise<void> {
  const { scope, stack } = step;
  recordResource(scope, stack, { ...resource, status: 'DELETE_IN_PROGRESS' });
  try {
    await remove(step, resource);
    recordResource(scope, stack, { ...resource, status: 'DELETE_COMPLETE' });
  } catch (error) {
    if (scope.shutdown.aborted) throw error;
    recordResource(scope, stack, { ...resource, status: 'DELETE_FAILED', reason: messageOf(error) });
  }
}

const FINAL: Readonly<Record<string, string>> = {
  CREATE_IN_PROGRESS: 'CREATE_COMPLETE',
  ROLLBACK_IN_PROGRESS: 'ROLLBACK_COMPLETE',
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_COMPLETE',
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: 'UPDATE_ROLLBACK_COMPLETE',
};

function finish(scope: Scope, stackId: string): void {
  const { operation, ...stack } = currentStack(scope, stackId);
  const status = FINAL[stack.status];
  if (status === undefined) throw new Error(`${stackId} cannot finish from ${stack.status}`);
  const deletes = status === 'ROLLBACK_COMPLETE' && operation.onFailure === 'DELETE';
  setStatus(scope, deletes ? { ...stack, deletedMs: scope.clock.now() } : stack, deletes ? 'DELETE_COMPLETE' : status);
}

/** Deletes a stack: dependants first, what is to be retained stays. */
async function deleteAll(step: Step, operation: StackOperation): Promise<void> {
  const { scope, stack } = step;
  const all = resourcesOf(scope, stack.id);
  const ids = all.map((resource) => resource.logicalId);
  const graph =
    stack.current === undefined
      ? new Map(ids.map((id) => [id, new Set<string>()]))
      : reversed(dependencyGraph(parseTemplate(stack.current.body), ids));
  const outcome = await runGraph(graph, new Set(operation.done), async (logicalId) => {
    const resource = resourceOf(scope, stack.id, logicalId);
    if (resource !== undefined) {
      if (operation.retained.includes(logicalId) || keeps(resource.deletionPolicy, 'DELETE', false))
        recordResource(scope, stack, { ...resource, status: 'DELETE_SKIPPED' });
      else {
        note(step, resource, 'DELETE_IN_PROGRESS');
        await attempt(step, resource, 'DELETE_FAILED', () => remove(step, resource));
        recordResource(scope, stack, { ...resource, status: 'DELETE_COMPLETE' });
      }
      dropResource(scope, stack.id, logicalId);
    }
    markDone(scope, stack.id, logicalId);
  });
  if (scope.shutdown.aborted) return;
  const { operation: _, ...ended } = currentStack(scope, stack.id);
  if (outcome.failed !== undefined)
    setStatus(
      scope,
      ended,
      'DELETE_FAILED',
      `The following resource(s) failed to delete: [${outcome.failed.id}]. ${messageOf(outcome.failed.error)}`,
    );
  else setStatus(scope, { ...ended, deletedMs: scope.clock.now(), outputs: [] }, 'DELETE_COMPLETE');
}

/** Goes on with what an earlier process left unfinished. */
export function resumeOperations(kernel: Kernel, handlerOf: HandlerOf): void {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const stack of stacks(scope).values())
      if (stack.operation !== undefined) runOperation(scope, stack.id, handlerOf);
  }
}
