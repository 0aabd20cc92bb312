import type { Scope } from '../../kernel/service.ts';
import type { ResourceChange } from './plan.ts';
import type { Desired } from './state.ts';

export interface ChangeSet {
  readonly id: string;
  readonly name: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly kind: 'CREATE' | 'UPDATE';
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly reason?: string;
  readonly executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE' | 'OBSOLETE';
  readonly description?: string;
  readonly createdMs: number;
  readonly desired: Desired;
  readonly capabilities: readonly string[];
  readonly roleArn?: string;
  readonly notificationArns: readonly string[];
  readonly onFailure: 'ROLLBACK' | 'DELETE' | 'DO_NOTHING';
  readonly changes: readonly ResourceChange[];
  readonly token?: string;
}

/** By `<stack id> <name>`. */
export const changeSets = (scope: Scope) => scope.table<ChangeSet>('cloudformation.changeSets');

/** A change set by its ARN, or by its name within a stack. */
export function findChangeSet(scope: Scope, nameOrId: string, stackId: string | undefined): ChangeSet | undefined {
  if (nameOrId.startsWith('arn:'))
    return changeSets(scope)
      .values()
      .find((changeSet) => changeSet.id === nameOrId);
  return stackId === undefined ? undefined : changeSets(scope).get(`${stackId} ${nameOrId}`);
}
