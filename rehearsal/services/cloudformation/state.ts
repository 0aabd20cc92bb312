import type { Scope } from '../../kernel/service.ts';
import { noChangeSet, noStack, noStackNamed } from './errors.ts';
import type { ChangeSet, Stack, StackOperation, StackResource, Step } from './model.ts';

/*
 * Keys start with `<stack name>/<uuid>`, the end of the stack's ARN: a stack that was deleted keeps its rows, and its name
 * may be used again.
 */

export const keyOf = (stackId: string): string => stackId.split(':stack/')[1] ?? stackId;

const stacks = (scope: Scope) => scope.table<Stack>('cloudformation.stacks');
/** Apart from the stacks: templates are large, and stacks are read all the time. */
const templates = (scope: Scope) => scope.table<{ body: string }>('cloudformation.templates');
const resources = (scope: Scope) => scope.table<StackResource>('cloudformation.resources');
const steps = (scope: Scope) => scope.table<Step>('cloudformation.steps');
const operations = (scope: Scope) => scope.table<StackOperation>('cloudformation.operations');
const changeSets = (scope: Scope) => scope.table<ChangeSet>('cloudformation.changeSets');

export const allStacks = (scope: Scope): Stack[] => stacks(scope).values();
export const putStack = (scope: Scope, stack: Stack): void => stacks(scope).put(keyOf(stack.id), stack);
export const stackById = (scope: Scope, id: string): Stack | undefined => stacks(scope).get(keyOf(id));
export const forgetStack = (scope: Scope, id: string): boolean => stacks(scope).delete(keyOf(id));

/** By name: the stack that is there; by ARN: also one that was deleted. */
export function findStack(scope: Scope, nameOrId: string): Stack | undefined {
  if (nameOrId.startsWith('arn:')) return stackById(scope, nameOrId);
  return stacks(scope)
    .values(`${nameOrId}/`)
    .find((stack) => stack.status !== 'DELETE_COMPLETE');
}

/** @throws ServiceError ValidationError `Stack with id ... does not exist` */
export function getStack(scope: Scope, nameOrId: string | undefined): Stack {
  const stack = findStack(scope, nameOrId ?? '');
  if (stack === undefined) throw noStack(nameOrId ?? '');
  return stack;
}

/** @throws ServiceError ValidationError `Stack [...] does not exist`, also for one that was deleted */
export function getLiveStack(scope: Scope, nameOrId: string | undefined): Stack {
  const stack = findStack(scope, nameOrId ?? '');
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw noStackNamed(nameOrId ?? '');
  return stack;
}

export const templateBody = (scope: Scope, stackId: string): string | undefined =>
  templates(scope).get(keyOf(stackId))?.body;
export const putTemplate = (scope: Scope, stackId: string, body: string): void =>
  templates(scope).put(keyOf(stackId), { body });

/** A stack's resources by logical id. */
export function resourcesOf(scope: Scope, stackId: string): Map<string, StackResource> {
  return new Map(
    resources(scope)
      .values(`${keyOf(stackId)}/`)
      .map((resource) => [resource.logicalId, resource]),
  );
}
export const resourceOf = (scope: Scope, stackId: string, logicalId: string): StackResource | undefined =>
  resources(scope).get(`${keyOf(stackId)}/${logicalId}`);
export const putResource = (scope: Scope, stackId: string, resource: StackResource): void =>
  resources(scope).put(`${keyOf(stackId)}/${resource.logicalId}`, resource);
export const forgetResource = (scope: Scope, stackId: string, logicalId: string): boolean =>
  resources(scope).delete(`${keyOf(stackId)}/${logicalId}`);

/** Steps of the operation under way, by what they belong to: what goes forward, what takes back, what clears away. */
export type StepKind = 'forward' | 'revert' | 'delete';
const stepKey = (stackId: string, kind: StepKind, logicalId: string) => `${keyOf(stackId)}/${kind}/${logicalId}`;
export function stepsOf(scope: Scope, stackId: string, kind: StepKind): Map<string, Step> {
  return new Map(
    steps(scope)
      .values(`${keyOf(stackId)}/${kind}/`)
      .map((step) => [step.logicalId, step]),
  );
}
export const stepOf = (scope: Scope, stackId: string, kind: StepKind, logicalId: string): Step | undefined =>
  steps(scope).get(stepKey(stackId, kind, logicalId));
export const putStep = (scope: Scope, stackId: string, kind: StepKind, step: Step): void =>
  steps(scope).put(stepKey(stackId, kind, step.logicalId), step);
export function forgetSteps(scope: Scope, stackId: string, ...kinds: readonly StepKind[]): void {
  for (const kind of kinds)
    for (const { key } of steps(scope).entries(`${keyOf(stackId)}/${kind}/`)) steps(scope).delete(key);
}

export const operationOf = (scope: Scope, stackId: string): StackOperation | undefined =>
  operations(scope).get(keyOf(stackId));
export const putOperation = (scope: Scope, operation: StackOperation): void =>
  operations(scope).put(keyOf(operation.stackId), operation);
export const forgetOperation = (scope: Scope, stackId: string): boolean => operations(scope).delete(keyOf(stackId));
export const openOperations = (scope: Scope): StackOperation[] => operations(scope).values();

export const putChangeSet = (scope: Scope, set: ChangeSet): void =>
  changeSets(scope).put(`${keyOf(set.stackId)}/${set.id}`, set);
export const forgetChangeSet = (scope: Scope, set: ChangeSet): boolean =>
  changeSets(scope).delete(`${keyOf(set.stackId)}/${set.id}`);
export const changeSetsOf = (scope: Scope, stackId: string): ChangeSet[] =>
  changeSets(scope).values(`${keyOf(stackId)}/`);

/**
 * A change set by its ARN, or by its name and stack.
 * @throws ServiceError ChangeSetNotFoundException, or ValidationError when there is no such stack
 */
export function getChangeSet(scope: Scope, name: string | undefined, stackName: string | undefined): ChangeSet {
  const wanted = name ?? '';
  const candidates =
    stackName === undefined ? changeSets(scope).values() : changeSetsOf(scope, stackForChangeSet(scope, stackName).id);
  const found = candidates.find((set) => set.id === wanted || (stackName !== undefined && set.name === wanted));
  if (found === undefined) throw noChangeSet(wanted);
  return found;
}

function stackForChangeSet(scope: Scope, stackName: string): Stack {
  const stack = findStack(scope, stackName);
  if (stack === undefined) throw noStackNamed(stackName);
  return stack;
}
