import type { UpdateStackCommandInput, UpdateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { notSupported, validation, wrongState } from '../errors.ts';
import { canBeUpdated } from '../request/new-stack.ts';
import { plan, prepare } from '../request/prepare.ts';
import { startOperation } from '../request/start.ts';
import { parseStackPolicy } from '../stack-policy.ts';
import { getLiveStack, operationOf } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStack.html */
export const updateStack =
  (engine: Engine) =>
  async (input: UpdateStackCommandInput, context: Context): Promise<Output<UpdateStackCommandOutput>> => {
    const found = getLiveStack(context, input.StackName);
    if (!canBeUpdated(found.status)) throw wrongState(found.id, found.status, 'updated');
    for (const member of ['StackPolicyURL', 'StackPolicyDuringUpdateURL'] as const)
      if (input[member] !== undefined) throw notSupported(member);
    for (const text of [input.StackPolicyBody, input.StackPolicyDuringUpdateBody])
      if (text !== undefined) parseStackPolicy(text);
    const roleArn = input.RoleARN ?? found.roleArn;
    const prepared = await prepare(input, found, roleArn, context);
    const { hasChanges } = await plan(engine, prepared, found, context);
    if (!hasChanges && operationOf(context, found.id) === undefined)
      throw validation('No updates are to be performed.');
    // Another update may have begun while this one was being checked.
    const stack = getLiveStack(context, found.id);
    if (!canBeUpdated(stack.status)) throw wrongState(stack.id, stack.status, 'updated');
    const disableRollback = input.DisableRollback === true || input.DeploymentConfig?.DisableRollback === true;
    const operationId = startOperation(
      engine,
      stack,
      {
        type: 'UPDATE_STACK',
        status: 'UPDATE_IN_PROGRESS',
        phase: 'forward',
        settings: prepared.settings,
        onFailure: disableRollback ? 'DO_NOTHING' : 'ROLLBACK',
        roleArn,
        clientToken: input.ClientRequestToken,
        policyDuringUpdate: input.StackPolicyDuringUpdateBody,
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
        stack: {
          disableRollback,
          ...(input.StackPolicyBody === undefined ? {} : { policy: input.StackPolicyBody }),
        },
      },
      context,
    );
    return { StackId: stack.id, OperationId: operationId };
  };
