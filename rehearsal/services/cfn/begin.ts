import { uuid } from '../../kernel/ids.ts';
import type { Scope } from '../../kernel/service.ts';
import { runOperation } from './executor.ts';
import type { HandlerOf } from './handlers.ts';
import { setStatus } from './record-event.ts';
import { type Desired, type OperationKind, resourcesOf, type Stack, type StackOperation } from './state.ts';

interface Begin {
  readonly kind: OperationKind;
  readonly desired: Desired;
  readonly onFailure: StackOperation['onFailure'];
  readonly retained?: readonly string[];
}

/** Stores the operation with the stack, tells of it, and starts it. */
export function beginOperation(scope: Scope, stack: Stack, handlerOf: HandlerOf, begin: Begin): Stack {
  const operation: StackOperation = {
    id: uuid(),
    kind: begin.kind,
    phase: 'apply',
    desired: begin.desired,
    ...(stack.current === undefined ? {} : { before: stack.current }),
    snapshot: Object.fromEntries(resourcesOf(scope, stack.id).map((resource) => [resource.logicalId, resource])),
    done: [],
    leftovers: [],
    onFailure: begin.onFailure,
    retained: begin.retained ?? [],
  };
  const status = `${begin.kind}_IN_PROGRESS`;
  const next = setStatus(scope, { ...stack, updatedMs: scope.clock.now(), operation }, status, 'User Initiated');
  runOperation(scope, stack.id, handlerOf);
  return next;
}

/** States in which an update may begin. */
const UPDATABLE = new Set([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'REVIEW_IN_PROGRESS',
  'UPDATE_FAILED',
  'CREATE_FAILED',
]);
export const canUpdate = (stack: Stack): boolean => UPDATABLE.has(stack.status);
