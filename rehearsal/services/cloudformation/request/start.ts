import type { OperationType, StackStatus } from '@aws-sdk/client-cloudformation';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { recordStackEvent } from '../events.ts';
import type { Stack, StackOperation, StackSettings } from '../model.ts';
import { forgetSteps, operationOf, putOperation, putStack } from '../state.ts';

export interface Start {
  readonly type: OperationType;
  readonly status: StackStatus;
  readonly settings: StackSettings;
  readonly phase: StackOperation['phase'];
  readonly onFailure?: StackOperation['onFailure'];
  readonly roleArn?: string | undefined;
  readonly clientToken?: string | undefined;
  readonly retained?: readonly string[];
  readonly deletionMode?: StackOperation['deletionMode'];
  readonly retainExceptOnCreate?: boolean;
  readonly timeoutMinutes?: number | undefined;
  readonly changeSetId?: string;
  readonly policyDuringUpdate?: string | undefined;
  /** Further changes of the stack that hold from now on. */
  readonly stack?: Partial<Stack>;
}

/** How many of its operations a stack remembers. */
const REMEMBERED_OPERATIONS = 10;

/**
 * Stores an operation and the stack's new status, and starts to work on it.
 * @returns the operation's id
 */
export function startOperation(engine: Engine, stack: Stack, start: Start, context: Context): string {
  const nowMs = context.clock.now();
  const paused = operationOf(context, stack.id);
  const id = uuid();
  const operation: StackOperation = {
    id,
    stackId: stack.id,
    type: start.type,
    creates: start.type === 'CREATE_STACK' || paused?.creates === true,
    phase: start.phase,
    paused: false,
    settings: start.settings,
    onFailure: start.onFailure ?? 'ROLLBACK',
    caller: context.principal,
    retained: start.retained ?? [],
    retainExceptOnCreate: start.retainExceptOnCreate ?? false,
    startedMs: nowMs,
    cancelRequested: false,
    ...(start.roleArn === undefined ? {} : { roleArn: start.roleArn }),
    ...(start.clientToken === undefined ? {} : { clientToken: start.clientToken }),
    ...(start.deletionMode === undefined ? {} : { deletionMode: start.deletionMode }),
    ...(start.timeoutMinutes === undefined ? {} : { deadlineMs: nowMs + start.timeoutMinutes * 60_000 }),
    ...(start.changeSetId === undefined ? {} : { changeSetId: start.changeSetId }),
    ...(start.policyDuringUpdate === undefined ? {} : { policyDuringUpdate: start.policyDuringUpdate }),
  };
  const next: Stack = {
    ...stack,
    ...start.stack,
    status: start.status,
    statusReason: 'User Initiated',
    lastOperations: [{ type: start.type, id }, ...stack.lastOperations].slice(0, REMEMBERED_OPERATIONS),
    ...(start.type === 'CREATE_STACK' || start.type === 'DELETE_STACK' ? {} : { updatedMs: nowMs }),
  };
  context.store.transaction(() => {
    // What a failed operation did is still to be taken back, or taken over.
    if (start.phase === 'forward')
      forgetSteps(context, stack.id, 'revert', 'delete', ...(paused === undefined ? (['forward'] as const) : []));
    putStack(context, next);
    putOperation(context, operation);
    recordStackEvent(context, next, operation);
  });
  engine.run(context.scope(context.region, context.account), stack.id);
  return id;
}
