import type { DeleteStackCommandInput, DeleteStackCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { notSupported, validation } from '../errors.ts';
import { startOperation } from '../request/start.ts';
import { changeSetsOf, findStack, forgetChangeSet, operationOf, putOperation } from '../state.ts';

/** Succeeds for a stack that is not there. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html */
export const deleteStack =
  (engine: Engine) =>
  (input: DeleteStackCommandInput, context: Context): Output<DeleteStackCommandOutput> => {
    const stack = findStack(context, input.StackName ?? '');
    if (stack === undefined || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return {};
    if (stack.terminationProtection)
      throw validation(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
    const retained = input.RetainResources ?? [];
    if (retained.length > 0 && stack.status !== 'DELETE_FAILED')
      throw validation(
        'Invalid operation on stack [' +
          stack.id +
          ']. RetainResources can only be specified when the stack is in the DELETE_FAILED state.',
      );
    if (input.DeploymentConfig?.Mode === 'EXPRESS') throw notSupported('DeploymentConfig.Mode EXPRESS');
    const running = operationOf(context, stack.id);
    if (running !== undefined && !running.paused) {
      if (stack.status !== 'CREATE_IN_PROGRESS')
        throw validation(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
      putOperation(context, { ...running, onFailure: 'DELETE', cancelRequested: true });
      engine.cancel(stack.id);
      return {};
    }
    for (const set of changeSetsOf(context, stack.id)) forgetChangeSet(context, set);
    const { parameters, tags, capabilities, notificationArns } = stack;
    startOperation(
      engine,
      stack,
      {
        type: 'DELETE_STACK',
        status: 'DELETE_IN_PROGRESS',
        phase: 'delete',
        settings: { templateBody: '', parameters, tags, capabilities, notificationArns },
        roleArn: input.RoleARN ?? stack.roleArn,
        clientToken: input.ClientRequestToken,
        retained,
        deletionMode: input.DeletionMode,
      },
      context,
    );
    return {};
  };
