import type {
  CancelUpdateStackCommandInput,
  CancelUpdateStackCommandOutput,
  ContinueUpdateRollbackCommandInput,
  ContinueUpdateRollbackCommandOutput,
  RollbackStackCommandInput,
  RollbackStackCommandOutput,
} from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { validation } from '../errors.ts';
import type { Stack, StackOperation } from '../model.ts';
import { startOperation } from '../request/start.ts';
import { getLiveStack, operationOf, putOperation, putResource, putStep, resourceOf, stepOf } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CancelUpdateStack.html */
export const cancelUpdateStack =
  (engine: Engine) =>
  (input: CancelUpdateStackCommandInput, context: Context): Output<CancelUpdateStackCommandOutput> => {
    const stack = getLiveStack(context, input.StackName);
    const operation = operationOf(context, stack.id);
    if (stack.status !== 'UPDATE_IN_PROGRESS' || operation === undefined)
      throw validation('CancelUpdateStack cannot be called from current stack status');
    putOperation(context, { ...operation, cancelRequested: true, onFailure: 'ROLLBACK' });
    engine.cancel(stack.id);
    return {};
  };

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html */
export const continueUpdateRollback =
  (engine: Engine) =>
  (input: ContinueUpdateRollbackCommandInput, context: Context): Output<ContinueUpdateRollbackCommandOutput> => {
    const stack = getLiveStack(context, input.StackName);
    const operation = pausedOperation(stack, context);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
      throw validation(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    for (const id of input.ResourcesToSkip ?? []) skip(stack, id, context);
    continueFrom(
      engine,
      stack,
      operation,
      input,
      context,
      'CONTINUE_ROLLBACK',
      'UPDATE_ROLLBACK_IN_PROGRESS',
      'rollback',
    );
    return {};
  };

/** The resource counts as taken back, whatever it looks like. */
function skip(stack: Stack, logicalId: string, context: Context): void {
  const resource = resourceOf(context, stack.id, logicalId);
  const step = stepOf(context, stack.id, 'revert', logicalId);
  if (resource?.status !== 'UPDATE_FAILED' || step === undefined)
    throw validation(`Cannot skip resource ${logicalId}: only resources whose rollback failed can be skipped`);
  putStep(context, stack.id, 'revert', { ...step, status: 'complete' });
  putResource(context, stack.id, {
    ...(step.before ?? resource),
    status: 'UPDATE_COMPLETE',
    updatedMs: context.clock.now(),
  });
}

/** Takes back an operation that failed with its rollback disabled. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html */
export const rollbackStack =
  (engine: Engine) =>
  (input: RollbackStackCommandInput, context: Context): Output<RollbackStackCommandOutput> => {
    const stack = getLiveStack(context, input.StackName);
    if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED')
      throw validation(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
    const operation = pausedOperation(stack, context);
    const operationId = operation.creates
      ? continueFrom(engine, stack, operation, input, context, 'ROLLBACK', 'ROLLBACK_IN_PROGRESS', 'rollbackCleanup')
      : continueFrom(engine, stack, operation, input, context, 'ROLLBACK', 'UPDATE_ROLLBACK_IN_PROGRESS', 'rollback');
    return { StackId: stack.id, OperationId: operationId };
  };

function pausedOperation(stack: Stack, context: Context): StackOperation {
  const operation = operationOf(context, stack.id);
  if (operation?.paused !== true)
    throw validation(`Stack:${stack.id} is in ${stack.status} state and can not be rolled back.`);
  return operation;
}

function continueFrom(
  engine: Engine,
  stack: Stack,
  operation: StackOperation,
  input: { readonly RoleARN?: string | undefined; readonly ClientRequestToken?: string | undefined },
  context: Context,
  type: 'CONTINUE_ROLLBACK' | 'ROLLBACK',
  status: 'UPDATE_ROLLBACK_IN_PROGRESS' | 'ROLLBACK_IN_PROGRESS',
  phase: 'rollback' | 'rollbackCleanup',
): string {
  return startOperation(
    engine,
    stack,
    {
      type,
      status,
      phase,
      settings: operation.settings,
      roleArn: input.RoleARN ?? operation.roleArn,
      clientToken: input.ClientRequestToken,
      retainExceptOnCreate: operation.retainExceptOnCreate,
    },
    context,
  );
}
