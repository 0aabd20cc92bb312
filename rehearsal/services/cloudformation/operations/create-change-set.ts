import type { CreateChangeSetCommandInput, CreateChangeSetCommandOutput } from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import type { Engine } from '../engine.ts';
import { alreadyExists, noStackNamed, notSupported, validation, wrongState } from '../errors.ts';
import { recordStackEvent } from '../events.ts';
import type { ChangeSet, Stack } from '../model.ts';
import { canBeUpdated, newStack } from '../request/new-stack.ts';
import { type Plan, type Prepared, plan, prepare } from '../request/prepare.ts';
import { changeSetsOf, findStack, operationOf, putChangeSet, putStack } from '../state.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";

/**
 * Plans at once: the change set is complete, or failed, when it is answered.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export const createChangeSet =
  (engine: Engine) =>
  async (input: CreateChangeSetCommandInput, context: Context): Promise<Output<CreateChangeSetCommandOutput>> => {
    const name = input.ChangeSetName ?? '';
    const type = input.ChangeSetType ?? 'UPDATE';
    if (type === 'IMPORT' || input.ResourcesToImport !== undefined) throw notSupported('importing resources');
    if (input.DeploymentMode !== undefined) throw notSupported(`DeploymentMode ${input.DeploymentMode}`);
    const stack = stackFor(type, input, context);
    const same = changeSetsOf(context, stack.id).find((set) => set.name === name);
    if (same !== undefined) {
      if (input.ClientToken !== undefined && same.clientToken === input.ClientToken)
        return { Id: same.id, StackId: stack.id };
      throw alreadyExists(`ChangeSet ${same.id} cannot be created due to a mismatch with existing attribute Name`);
    }
    const roleArn = input.RoleARN ?? stack.roleArn;
    const prepared = await prepare(input, stack, roleArn, context);
    const isNew = findStack(context, stack.id) === undefined;
    const set: ChangeSet = {
      id: context.arn('cloudformation', `changeSet/${name}/${uuid()}`),
      name,
      stackId: stack.id,
      stackName: stack.name,
      type,
      createdMs: context.clock.now(),
      ...(await planned(engine, prepared, stack, context)),
      settings: prepared.settings,
      includeNestedStacks: input.IncludeNestedStacks ?? false,
      // Nothing is imported: what exists already fails the resource that has its name, as without this flag.
      importExistingResources: input.ImportExistingResources ?? false,
      caller: context.principal,
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(input.ClientToken === undefined ? {} : { clientToken: input.ClientToken }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(input.OnStackFailure === undefined ? {} : { onStackFailure: input.OnStackFailure }),
    };
    context.store.transaction(() => {
      if (isNew) {
        const shown =
          prepared.template.Description === undefined
            ? stack
            : { ...stack, description: prepared.template.Description };
        const withTags = { ...shown, tags: prepared.settings.tags };
        putStack(context, withTags);
        recordStackEvent(context, { ...withTags, statusReason: 'User Initiated' }, undefined);
      }
      putChangeSet(context, set);
    });
    return { Id: set.id, StackId: stack.id };
  };

function stackFor(type: 'CREATE' | 'UPDATE', input: CreateChangeSetCommandInput, context: Context): Stack {
  const name = input.StackName ?? '';
  const stack = findStack(context, name);
  if (type === 'UPDATE') {
    if (stack === undefined || stack.status === 'DELETE_COMPLETE') throw noStackNamed(name);
    if (!canBeUpdated(stack.status)) throw wrongState(stack.id, stack.status, 'updated');
    return stack;
  }
  if (stack === undefined) return newStack(name, 'REVIEW_IN_PROGRESS', context);
  if (stack.status !== 'REVIEW_IN_PROGRESS')
    throw validation(
      `Stack [${stack.name}] already exists and cannot be created again with the changeSet [${input.ChangeSetName}].`,
    );
  return stack;
}

async function planned(
  engine: Engine,
  prepared: Prepared,
  stack: Stack,
  context: Context,
): Promise<Pick<ChangeSet, 'status' | 'statusReason' | 'executionStatus' | 'changes'>> {
  const failed = { status: 'FAILED', executionStatus: 'UNAVAILABLE', changes: [] } as const;
  let result: Plan;
  try {
    result = await plan(engine, prepared, stack, context);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ...failed, statusReason: error.message };
  }
  // After a failed operation there is something to do even with the same template.
  if (!result.hasChanges && operationOf(context, stack.id) === undefined)
    return { ...failed, statusReason: NO_CHANGES };
  return { status: 'CREATE_COMPLETE', executionStatus: 'AVAILABLE', changes: result.changes };
}
