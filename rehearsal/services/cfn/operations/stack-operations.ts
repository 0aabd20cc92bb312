import type {
  CancelUpdateStackCommandInput,
  ContinueUpdateRollbackCommandInput,
  CreateStackCommandInput,
  DeleteStackCommandInput,
  SetStackPolicyCommandInput,
  UpdateStackCommandInput,
  UpdateTerminationProtectionCommandInput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { clientsOf } from '../actor.ts';
import { beginOperation, canUpdate } from '../begin.ts';
import { checkCapabilities } from '../capabilities.ts';
import { changeSets } from '../change-sets.ts';
import { checkRules, environmentOf, toDesired } from '../desired.ts';
import { cannotUpdate, validationError } from '../errors.ts';
import type { HandlerOf } from '../handlers.ts';
import { planFor } from '../plan-for.ts';
import { allExports, findStack, requireStack, resourcesOf, type Stack, stacks } from '../state.ts';
import { parseTemplate } from '../template/template.ts';
import { templateBody } from '../template-body.ts';
import { blind, reviewStack, toTags } from './change-set-operations.ts';

const scopeOf = (context: Context) => context.scope(context.region, context.account);

async function desiredOf(context: Context, stack: Stack, input: CreateStackCommandInput | UpdateStackCommandInput) {
  const roleArn = input.RoleARN ?? stack.roleArn;
  const caller = await clientsOf(context, { principal: context.principal });
  const body = await templateBody(caller, input, stack);
  checkCapabilities(parseTemplate(body), input.Capabilities ?? []);
  const actor = { principal: context.principal, ...(roleArn === undefined ? {} : { roleArn }) };
  const desired = await toDesired(await clientsOf(context, actor), {
    body,
    given: input.Parameters ?? [],
    previous: stack.current,
    tags: input.Tags === undefined ? (stack.current?.tags ?? {}) : toTags(input.Tags),
  });
  checkRules(environmentOf(context, desired, blind(stack)));
  return { desired, roleArn };
}

export const createStack = (handlerOf: HandlerOf) => async (input: CreateStackCommandInput, context: Context) => {
  const existing = findStack(context, input.StackName ?? '');
  if (existing !== undefined)
    throw new ServiceError('AlreadyExistsException', `Stack [${input.StackName}] already exists`, 400);
  const fresh = reviewStack(context, input.StackName ?? '', input.RoleARN);
  const { desired } = await desiredOf(context, fresh, input);
  planFor(context, fresh, desired, handlerOf); // a template that cannot be evaluated is refused before anything is made
  const stack: Stack = {
    ...fresh,
    capabilities: input.Capabilities ?? [],
    terminationProtection: input.EnableTerminationProtection ?? false,
    notificationArns: input.NotificationARNs ?? [],
  };
  const onFailure = input.DisableRollback ? 'DO_NOTHING' : (input.OnFailure ?? 'ROLLBACK');
  beginOperation(scopeOf(context), stack, handlerOf, { kind: 'CREATE', desired, onFailure });
  return { StackId: stack.id };
};

export const updateStack = (handlerOf: HandlerOf) => async (input: UpdateStackCommandInput, context: Context) => {
  const stack = requireStack(context, input.StackName);
  if (!canUpdate(stack) || stack.status === 'REVIEW_IN_PROGRESS') throw cannotUpdate(stack.id, stack.status);
  const { desired, roleArn } = await desiredOf(context, stack, input);
  const same =
    JSON.stringify(stack.current?.tags) === JSON.stringify(desired.tags) && stack.current?.body === desired.body;
  if (planFor(context, stack, desired, handlerOf).length === 0 && same)
    throw validationError('No updates are to be performed.');
  const next: Stack = {
    ...stack,
    principal: context.principal,
    capabilities: input.Capabilities ?? [],
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  const onFailure = input.DisableRollback ? 'DO_NOTHING' : 'ROLLBACK';
  beginOperation(scopeOf(context), next, handlerOf, { kind: 'UPDATE', desired, onFailure });
  return { StackId: stack.id };
};

/** Deleting a stack that is not there succeeds, as on AWS. */
export const deleteStack = (handlerOf: HandlerOf) => (input: DeleteStackCommandInput, context: Context) => {
  const stack = findStack(context, input.StackName ?? '');
  if (stack === undefined || stack.status === 'DELETE_COMPLETE' || stack.status === 'DELETE_IN_PROGRESS') return {};
  if (stack.terminationProtection)
    throw validationError(`Stack [${stack.name}] cannot be deleted while TerminationProtection is enabled`);
  if (stack.operation !== undefined)
    throw validationError(`Stack [${stack.id}] cannot be deleted while in status ${stack.status}`);
  const exports = allExports(context).filter((one) => one.stackId === stack.id);
  const user = stacks(context)
    .values()
    .find(
      (other) =>
        other.id !== stack.id &&
        other.status !== 'DELETE_COMPLETE' &&
        exports.some((one) => other.current?.body.includes(`"Fn::ImportValue":"${one.name}"`)),
    );
  if (user !== undefined)
    throw validationError(`Export ${exports[0]?.name} cannot be deleted as it is in use by ${user.name}`);
  for (const { key } of changeSets(context).entries(`${stack.id} `)) changeSets(context).delete(key);
  const empty = { body: '{"Resources":{"None":{"Type":"None"}}}', parameters: {}, given: {}, dynamic: {}, tags: {} };
  const next: Stack = {
    ...stack,
    principal: context.principal,
    ...(input.RoleARN === undefined ? {} : { roleArn: input.RoleARN }),
  };
  beginOperation(scopeOf(context), next, handlerOf, {
    kind: 'DELETE',
    desired: stack.current ?? empty,
    onFailure: 'DO_NOTHING',
    retained: input.RetainResources ?? [],
  });
  return {};
};

/** The step that is under way ends; nothing further begins, and the update is rolled back. */
export function cancelUpdateStack(input: CancelUpdateStackCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  if (stack.status !== 'UPDATE_IN_PROGRESS' || stack.operation === undefined)
    throw validationError('CancelUpdateStack cannot be called from current stack status');
  stacks(context).put(stack.id, { ...stack, operation: { ...stack.operation, cancelled: true } });
  return {};
}

/** Tries the rollback again with what is stored now. */
export const continueUpdateRollback =
  (handlerOf: HandlerOf) => (input: ContinueUpdateRollbackCommandInput, context: Context) => {
    const stack = requireStack(context, input.StackName);
    if (stack.status !== 'UPDATE_ROLLBACK_FAILED' || stack.current === undefined)
      throw validationError(`Stack:${stack.id} is in ${stack.status} state and can not continue its rollback.`);
    const skipped = new Set(input.ResourcesToSkip ?? []);
    const known = resourcesOf(context, stack.id).filter((resource) => !skipped.has(resource.logicalId));
    if (known.length === 0) throw validationError('Every resource is to be skipped');
    beginOperation(scopeOf(context), { ...stack, principal: context.principal }, handlerOf, {
      kind: 'UPDATE',
      desired: stack.current,
      onFailure: 'ROLLBACK',
    });
    return {};
  };

export function updateTerminationProtection(input: UpdateTerminationProtectionCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  stacks(context).put(stack.id, { ...stack, terminationProtection: input.EnableTerminationProtection ?? false });
  return { StackId: stack.id };
}

export function setStackPolicy(input: SetStackPolicyCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  if (input.StackPolicyBody === undefined)
    throw validationError('StackPolicyURL is not supported here: give StackPolicyBody');
  stacks(context).put(stack.id, { ...stack, stackPolicy: input.StackPolicyBody });
  return {};
}
