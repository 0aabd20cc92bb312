import type { ExecuteChangeSetCommandInput, ExecuteChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { wrongState } from '../errors.ts';
import { canBeUpdated } from '../request/new-stack.ts';
import { startOperation } from '../request/start.ts';
import { getChangeSet, getStack, putChangeSet } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet =
  (engine: Engine) =>
  (input: ExecuteChangeSetCommandInput, context: Context): Output<ExecuteChangeSetCommandOutput> => {
    const set = getChangeSet(context, input.ChangeSetName, input.StackName);
    if (set.executionStatus !== 'AVAILABLE')
      throw new ServiceError(
        'InvalidChangeSetStatusException',
        `ChangeSet [${set.id}] cannot be executed in its current execution status of [${set.executionStatus}]`,
        400,
      );
    const stack = getStack(context, set.stackId);
    const creates = stack.status === 'REVIEW_IN_PROGRESS';
    if (!creates && !canBeUpdated(stack.status)) throw wrongState(stack.id, stack.status, 'updated');
    const disableRollback = input.DisableRollback === true;
    const { templateBody: _, ...shown } = set.settings;
    context.store.transaction(() => {
      putChangeSet(context, { ...set, executionStatus: 'EXECUTE_IN_PROGRESS' });
      startOperation(
        engine,
        stack,
        {
          type: creates ? 'CREATE_STACK' : 'UPDATE_STACK',
          status: creates ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
          phase: 'forward',
          settings: set.settings,
          onFailure: disableRollback ? 'DO_NOTHING' : (set.onStackFailure ?? 'ROLLBACK'),
          roleArn: set.roleArn,
          clientToken: input.ClientRequestToken,
          changeSetId: set.id,
          retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
          stack: {
            ...(creates ? shown : {}),
            disableRollback,
            changeSetId: set.id,
            ...(set.roleArn === undefined ? {} : { roleArn: set.roleArn }),
          },
        },
        context,
      );
    });
    return {};
  };
