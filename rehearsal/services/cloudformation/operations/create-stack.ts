import type { CreateStackCommandInput, CreateStackCommandOutput } from '@aws-sdk/client-cloudformation';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { alreadyExists, notSupported, validation } from '../errors.ts';
import { newStack } from '../request/new-stack.ts';
import { plan, prepare } from '../request/prepare.ts';
import { startOperation } from '../request/start.ts';
import { parseStackPolicy } from '../stack-policy.ts';
import { findStack } from '../state.ts';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html */
export const createStack =
  (engine: Engine) =>
  async (input: CreateStackCommandInput, context: Context): Promise<Output<CreateStackCommandOutput>> => {
    const name = input.StackName ?? '';
    if (findStack(context, name) !== undefined) throw alreadyExists(`Stack [${name}] already exists`);
    if (input.StackPolicyURL !== undefined) throw notSupported('StackPolicyURL');
    if (input.StackPolicyBody !== undefined) parseStackPolicy(input.StackPolicyBody);
    if (input.OnFailure !== undefined && input.DisableRollback !== undefined)
      throw validation('You can specify either OnFailure or DisableRollback, but not both.');
    const disableRollback = input.DisableRollback === true || input.DeploymentConfig?.DisableRollback === true;
    const stack = newStack(name, 'CREATE_IN_PROGRESS', context);
    const prepared = await prepare(input, stack, input.RoleARN, context);
    await plan(engine, prepared, stack, context);
    const { settings } = prepared;
    const { templateBody: _, ...shown } = settings;
    const operationId = startOperation(
      engine,
      stack,
      {
        type: 'CREATE_STACK',
        status: 'CREATE_IN_PROGRESS',
        phase: 'forward',
        settings,
        onFailure: disableRollback ? 'DO_NOTHING' : (input.OnFailure ?? 'ROLLBACK'),
        roleArn: input.RoleARN,
        clientToken: input.ClientRequestToken,
        timeoutMinutes: input.TimeoutInMinutes,
        retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
        stack: {
          ...shown,
          disableRollback,
          terminationProtection: input.EnableTerminationProtection ?? false,
          retainExceptOnCreate: input.RetainExceptOnCreate ?? false,
          ...(prepared.template.Description === undefined ? {} : { description: prepared.template.Description }),
          ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
          ...(input.TimeoutInMinutes === undefined ? {} : { timeoutMinutes: input.TimeoutInMinutes }),
          ...(input.StackPolicyBody === undefined ? {} : { policy: input.StackPolicyBody }),
        },
      },
      context,
    );
    return { StackId: stack.id, OperationId: operationId };
  };
