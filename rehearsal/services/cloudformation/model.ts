import type {
  Capability,
  ChangeSetStatus,
  DeletionMode,
  ExecutionStatus,
  OperationType,
  ResourceStatus,
  StackStatus,
} from '@aws-sdk/client-cloudformation';
import type { Principal } from '../../kernel/principal.ts';
import type { PlannedChange } from './plan/change.ts';
import type { Json, JsonObject } from './template/json.ts';

/* What is stored, as it is stored. Instants are virtual milliseconds since the Unix epoch. */

export interface StoredParameter {
  readonly key: string;
  /** As given; for a parameter-store type the entry's name. */
  readonly value: string;
  /** The entry's value when the operation began. */
  readonly resolved?: string;
  readonly noEcho: boolean;
}

export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

/** What an operation gives a stack when it succeeds. */
export interface StackSettings {
  readonly templateBody: string;
  readonly parameters: readonly StoredParameter[];
  readonly tags: readonly StoredTag[];
  readonly capabilities: readonly Capability[];
  readonly notificationArns: readonly string[];
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

export interface Stack extends Omit<StackSettings, 'templateBody'> {
  readonly id: string;
  readonly name: string;
  readonly status: StackStatus;
  readonly statusReason?: string;
  readonly description?: string;
  readonly createdMs: number;
  readonly updatedMs?: number;
  readonly deletedMs?: number;
  readonly roleArn?: string;
  readonly disableRollback: boolean;
  readonly timeoutMinutes?: number;
  readonly terminationProtection: boolean;
  readonly retainExceptOnCreate: boolean;
  readonly outputs: readonly StackOutput[];
  /** Exports of other stacks that this one uses. */
  readonly imports: readonly string[];
  readonly policy?: string;
  readonly changeSetId?: string;
  readonly lastOperations: readonly { readonly type: OperationType; readonly id: string }[];
}

export interface Policies {
  readonly deletion: string;
  readonly updateReplace: string;
}

/** A resource as it is now. */
export interface StackResource extends Policies {
  readonly logicalId: string;
  readonly type: string;
  /** Absent until it was made. */
  readonly physicalId?: string;
  readonly status: ResourceStatus;
  readonly statusReason?: string;
  readonly updatedMs: number;
  /** As last applied; dynamic references to secrets stay references. */
  readonly properties: JsonObject;
  readonly attributes: JsonObject;
  readonly reference: string;
  readonly dependsOn: readonly string[];
  readonly metadata?: JsonObject;
  /** Of `AWS::Lambda::Alias`: evaluated, with the names of the deployment group and hooks. */
  readonly updatePolicy?: JsonObject;
  /** An update of it failed half-way: what it looks like is not certain. */
  readonly uncertain?: true;
}

/** What an operation did to one resource: stored before it begins and when it ended. */
export interface Step {
  readonly logicalId: string;
  readonly status: 'running' | 'complete' | 'failed';
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** The same when the step is run again after a restart. */
  readonly token: string;
  readonly type: string;
  readonly properties: JsonObject;
  /** The resource before the operation; absent when there was none. */
  readonly before?: StackResource;
  readonly after?: StackResource;
  readonly operationId: string;
  /** The handler was called: something may have changed. */
  readonly applied?: true;
  /** What a long step has to find again after a restart, such as the id of its deployment. */
  readonly memory?: Readonly<Record<string, Json>>;
}

export type Phase = 'forward' | 'cleanup' | 'rollback' | 'rollbackCleanup' | 'delete';

export interface StackOperation {
  readonly id: string;
  readonly stackId: string;
  readonly type: OperationType;
  /** Whether taking it back means that nothing of the stack is left. */
  readonly creates: boolean;
  readonly phase: Phase;
  /** It failed and waits for ContinueUpdateRollback, RollbackStack, an update or a deletion. */
  readonly paused: boolean;
  readonly settings: StackSettings;
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly caller: Principal;
  readonly roleArn?: string;
  readonly clientToken?: string;
  readonly retained: readonly string[];
  readonly deletionMode?: DeletionMode;
  readonly retainExceptOnCreate: boolean;
  readonly startedMs: number;
  readonly deadlineMs?: number;
  readonly changeSetId?: string;
  readonly policyDuringUpdate?: string;
  readonly cancelRequested: boolean;
}

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly type: 'CREATE' | 'UPDATE';
  readonly description?: string;
  readonly clientToken?: string;
  readonly createdMs: number;
  readonly status: ChangeSetStatus;
  readonly statusReason?: string;
  readonly executionStatus: ExecutionStatus;
  readonly settings: StackSettings;
  readonly roleArn?: string;
  readonly onStackFailure?: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly includeNestedStacks: boolean;
  readonly importExistingResources: boolean;
  readonly changes: readonly PlannedChange[];
  readonly caller: Principal;
}
