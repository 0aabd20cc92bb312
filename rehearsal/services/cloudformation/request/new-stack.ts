import type { StackStatus } from '@aws-sdk/client-cloudformation';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { validation } from '../errors.ts';
import type { Stack } from '../model.ts';

const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

/** A stack that is not stored yet. @throws ServiceError ValidationError for a name that none may have */
export function newStack(name: string, status: StackStatus, context: Context): Stack {
  if (!NAME.test(name))
    throw validation(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  return {
    id: context.arn('cloudformation', `stack/${name}/${uuid()}`),
    name,
    status,
    createdMs: context.clock.now(),
    parameters: [],
    tags: [],
    capabilities: [],
    notificationArns: [],
    outputs: [],
    imports: [],
    disableRollback: false,
    terminationProtection: false,
    retainExceptOnCreate: false,
    lastOperations: [],
  };
}

/** States in which a stack takes an update. */
const UPDATABLE: ReadonlySet<StackStatus> = new Set<StackStatus>([
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE',
  'IMPORT_COMPLETE',
  'IMPORT_ROLLBACK_COMPLETE',
  'CREATE_FAILED',
  'UPDATE_FAILED',
]);
export const canBeUpdated = (status: StackStatus): boolean => UPDATABLE.has(status);
