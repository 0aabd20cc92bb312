import type { Principal } from '../../kernel/principal.ts';
import type { Scope } from '../../kernel/service.ts';
import { noStack } from './errors.ts';

/* What CloudFormation knows. Instants are virtual milliseconds since the Unix epoch. */

/** A template with everything that it was given. */
export interface Desired {
  readonly body: string;
  /** Resolved: an SSM parameter type holds the parameter's value. */
  readonly parameters: Readonly<Record<string, string | string[]>>;
  /** As they were given, by name. */
  readonly given: Readonly<Record<string, string>>;
  readonly dynamic: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export type ResourceStatus =
  | `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'DELETE_SKIPPED';

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: ResourceStatus;
  readonly reason?: string;
  readonly changedMs: number;
  readonly deletionPolicy: string;
  readonly updateReplacePolicy: string;
}

export type OperationKind = 'CREATE' | 'UPDATE' | 'DELETE';

/** An operation under way. Stored before each step, so that a killed process goes on where it was. */
export interface StackOperation {
  readonly id: string;
  readonly kind: OperationKind;
  readonly phase: 'apply' | 'rollback' | 'cleanup';
  readonly desired: Desired;
  readonly before?: Desired;
  /** The resources as they were when the operation began, by logical id. */
  readonly snapshot: Readonly<Record<string, StackResource>>;
  /** Logical ids that this phase is done with. */
  readonly done: readonly string[];
  /** What a replacement or a removal leaves to be deleted in the end. */
  readonly leftovers: readonly StackResource[];
  readonly reason?: string;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly retained: readonly string[];
  readonly cancelled?: boolean;
}

export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly reason?: string;
  readonly createdMs: number;
  readonly updatedMs?: number;
  readonly deletedMs?: number;
  readonly description?: string;
  /** What is deployed; absent until the first change set is executed. */
  readonly current?: Desired;
  readonly outputs: readonly StackOutput[];
  readonly capabilities: readonly string[];
  readonly roleArn?: string;
  /** Who acts where no role was given. */
  readonly principal: Principal;
  readonly terminationProtection: boolean;
  readonly stackPolicy?: string;
  readonly notificationArns: readonly string[];
  readonly operation?: StackOperation;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface StackEvent {
  readonly id: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly atMs: number;
  readonly status: string;
  readonly reason?: string;
  readonly properties?: string;
  readonly operationId: string;
}

/** By stack id. */
export const stacks = (scope: Scope) => scope.table<Stack>('cloudformation.stacks');
/** By `<stack id> <logical id>`. */
export const resources = (scope: Scope) => scope.table<StackResource>('cloudformation.resources');
/** By `<stack id> <counter>`, in their order. */
export const events = (scope: Scope) => scope.table<StackEvent>('cloudformation.events');
/** CodeDeploy deployments that an operation started, by `<operation id> <logical id>`. */
export const startedDeployments = (scope: Scope) => scope.table<{ deploymentId: string }>('cloudformation.deployments');

export const isDeleted = (stack: Stack): boolean => stack.status === 'DELETE_COMPLETE';

/** A stack by name (the one that is not deleted) or by id. */
export function findStack(scope: Scope, nameOrId: string): Stack | undefined {
  if (nameOrId.startsWith('arn:')) return stacks(scope).get(nameOrId);
  return stacks(scope)
    .values()
    .find((stack) => stack.name === nameOrId && !isDeleted(stack));
}

export function requireStack(scope: Scope, nameOrId: string | undefined): Stack {
  const stack = findStack(scope, nameOrId ?? '');
  if (stack === undefined) throw noStack(nameOrId ?? '');
  return stack;
}

export const resourcesOf = (scope: Scope, stackId: string): StackResource[] => resources(scope).values(`${stackId} `);
export const resourceOf = (scope: Scope, stackId: string, logicalId: string): StackResource | undefined =>
  resources(scope).get(`${stackId} ${logicalId}`);
export const putResource = (scope: Scope, stackId: string, resource: StackResource): void =>
  resources(scope).put(`${stackId} ${resource.logicalId}`, resource);
export const dropResource = (scope: Scope, stackId: string, logicalId: string): boolean =>
  resources(scope).delete(`${stackId} ${logicalId}`);

export interface Exported {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}
export const allExports = (scope: Scope): Exported[] =>
  stacks(scope)
    .values()
    .filter((stack) => !isDeleted(stack))
    .flatMap((stack) =>
      stack.outputs.flatMap((output) =>
        output.exportName === undefined ? [] : [{ name: output.exportName, value: output.value, stackId: stack.id }],
      ),
    );
