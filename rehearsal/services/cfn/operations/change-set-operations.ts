import type {
  ChangeSetSummary,
  CreateChangeSetCommandInput,
  DeleteChangeSetCommandInput,
  DescribeChangeSetCommandInput,
  ExecuteChangeSetCommandInput,
  ListChangeSetsCommandInput,
} from '@aws-sdk/client-cloudformation';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context, Scope } from '../../../kernel/service.ts';
import { clientsOf } from '../actor.ts';
import { beginOperation, canUpdate } from '../begin.ts';
import { checkCapabilities } from '../capabilities.ts';
import { type ChangeSet, changeSets, findChangeSet } from '../change-sets.ts';
import { checkRules, environmentOf, toDesired } from '../desired.ts';
import { cannotUpdate, noChangeSet, validationError } from '../errors.ts';
import type { HandlerOf } from '../handlers.ts';
import { planFor } from '../plan-for.ts';
import { describeChange } from '../present.ts';
import { setStatus } from '../record-event.ts';
import { type Desired, findStack, requireStack, type Stack } from '../state.ts';
import { parseTemplate } from '../template/template.ts';
import { templateBody } from '../template-body.ts';

const NO_CHANGES =
  "The submitted information didn't contain changes. Submit different information to create a change set.";
const NAME = /^[a-zA-Z][-a-zA-Z0-9]{0,127}$/;

export const toTags = (tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined) =>
  Object.fromEntries((tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? '']));

/** The stack that a change set of type CREATE is for, in review until it is executed. */
export function reviewStack(context: Context, name: string, roleArn: string | undefined): Stack {
  if (!NAME.test(name))
    throw validationError(
      `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
    );
  return {
    id: context.arn('cloudformation', `stack/${name}/${uuid()}`),
    name,
    status: 'REVIEW_IN_PROGRESS',
    createdMs: context.clock.now(),
    outputs: [],
    capabilities: [],
    principal: context.principal,
    terminationProtection: false,
    notificationArns: [],
    ...(roleArn === undefined ? {} : { roleArn }),
  };
}

const sameDesired = (a: Desired | undefined, b: Desired): boolean =>
  a !== undefined && JSON.stringify(a.tags) === JSON.stringify(b.tags);

export const createChangeSet =
  (handlerOf: HandlerOf) => async (input: CreateChangeSetCommandInput, context: Context) => {
    const name = input.ChangeSetName ?? '';
    const existing = findStack(context, input.StackName ?? '');
    const kind = input.ChangeSetType ?? 'UPDATE';
    if (kind === 'IMPORT') throw validationError('Change sets of type IMPORT are not supported here');
    if (kind === 'UPDATE' && existing === undefined) throw validationError(`Stack [${input.StackName}] does not exist`);
    if (kind === 'CREATE' && existing !== undefined && existing.status !== 'REVIEW_IN_PROGRESS')
      throw validationError(
        `Stack [${input.StackName}] already exists and cannot be created again with the changeSet [${name}].`,
      );
    if (kind === 'UPDATE' && existing !== undefined && !canUpdate(existing))
      throw cannotUpdate(existing.id, existing.status);
    const before = existing === undefined ? undefined : changeSets(context).get(`${existing.id} ${name}`);
    if (before !== undefined) {
      if (input.ClientToken !== undefined && before.token === input.ClientToken)
        return { Id: before.id, StackId: before.stackId };
      throw new ServiceError(
        'AlreadyExistsException',
        `ChangeSet ${name} cannot be created due to a mismatch with existing attribute`,
        400,
      );
    }
    const roleArn = input.RoleARN ?? existing?.roleArn;
    const actor = { principal: context.principal, ...(roleArn === undefined ? {} : { roleArn }) };
    // The template is read as the caller; only what it deploys is done as the role.
    const caller = await clientsOf(context, { principal: context.principal });
    const body = await templateBody(caller, input, existing);
    const template = parseTemplate(body);
    checkCapabilities(template, input.Capabilities ?? []);
    const stack = existing ?? reviewStack(context, input.StackName ?? '', roleArn);
    const desired = await toDesired(await clientsOf(context, actor), {
      body,
      given: input.Parameters ?? [],
      previous: stack.current,
      tags: input.Tags === undefined ? (stack.current?.tags ?? {}) : toTags(input.Tags),
    });
    const changes = planFor(context, stack, desired, handlerOf);
    checkRules(environmentOf(context, desired, blind(stack)));
    const empty = changes.length === 0 && sameDesired(stack.current, desired) && outputsSame(stack, desired);
    const changeSet: ChangeSet = {
      id: context.arn('cloudformation', `changeSet/${name}/${uuid()}`),
      name,
      stackId: stack.id,
      stackName: stack.name,
      kind,
      status: empty ? 'FAILED' : 'CREATE_COMPLETE',
      executionStatus: empty ? 'UNAVAILABLE' : 'AVAILABLE',
      createdMs: context.clock.now(),
      desired,
      capabilities: input.Capabilities ?? [],
      notificationArns: input.NotificationARNs ?? [],
      onFailure: input.OnStackFailure ?? 'ROLLBACK',
      changes,
      ...(empty ? { reason: NO_CHANGES } : {}),
      ...(input.Description === undefined ? {} : { description: input.Description }),
      ...(roleArn === undefined ? {} : { roleArn }),
      ...(input.ClientToken === undefined ? {} : { token: input.ClientToken }),
    };
    context.store.transaction(() => {
      if (existing === undefined)
        setStatus(context.scope(context.region, context.account), stack, 'REVIEW_IN_PROGRESS', 'User Initiated');
      changeSets(context).put(`${stack.id} ${name}`, changeSet);
    });
    return { Id: changeSet.id, StackId: stack.id };
  };

const outputsSame = (stack: Stack, desired: Desired): boolean =>
  JSON.stringify(stack.current === undefined ? undefined : parseTemplate(stack.current.body).Outputs) ===
  JSON.stringify(parseTemplate(desired.body).Outputs);

/** Rules see parameters only. */
export const blind = (stack: Stack) => ({
  stackId: stack.id,
  stackName: stack.name,
  ref: () => undefined,
  attribute: () => undefined,
  importValue: () => undefined,
});

function requireChangeSet(
  scope: Scope,
  input: { ChangeSetName?: string | undefined; StackName?: string | undefined },
): ChangeSet {
  const stackId = input.StackName === undefined ? undefined : requireStack(scope, input.StackName).id;
  const found = findChangeSet(scope, input.ChangeSetName ?? '', stackId);
  if (found === undefined) throw noChangeSet(input.ChangeSetName ?? '');
  return found;
}

const summary = (changeSet: ChangeSet): ChangeSetSummary => ({
  ChangeSetId: changeSet.id,
  ChangeSetName: changeSet.name,
  StackId: changeSet.stackId,
  StackName: changeSet.stackName,
  Status: changeSet.status,
  StatusReason: changeSet.reason,
  ExecutionStatus: changeSet.executionStatus,
  CreationTime: new Date(changeSet.createdMs),
  Description: changeSet.description,
});

export function describeChangeSet(input: DescribeChangeSetCommandInput, context: Context) {
  const changeSet = requireChangeSet(context, input);
  return {
    ...summary(changeSet),
    Parameters: Object.entries(changeSet.desired.given).map(([ParameterKey, ParameterValue]) => ({
      ParameterKey,
      ParameterValue,
    })),
    Tags: Object.entries(changeSet.desired.tags).map(([Key, Value]) => ({ Key, Value })),
    Capabilities: [...changeSet.capabilities].flatMap(asCapability),
    NotificationARNs: [...changeSet.notificationArns],
    OnStackFailure: changeSet.onFailure,
    IncludeNestedStacks: false,
    Changes: changeSet.changes.map((change) => describeChange(change, input.IncludePropertyValues ?? false)),
  };
}

const CAPABILITIES = ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] as const;
export const asCapability = (name: string) => CAPABILITIES.filter((known) => known === name);

export function listChangeSets(input: ListChangeSetsCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  return { Summaries: changeSets(context).values(`${stack.id} `).map(summary) };
}

/** Deleting what is not there succeeds, as on AWS. */
export function deleteChangeSet(input: DeleteChangeSetCommandInput, context: Context) {
  const stackId = input.StackName === undefined ? undefined : findStack(context, input.StackName)?.id;
  const found = findChangeSet(context, input.ChangeSetName ?? '', stackId);
  if (found !== undefined) changeSets(context).delete(`${found.stackId} ${found.name}`);
  return {};
}

export const executeChangeSet = (handlerOf: HandlerOf) => (input: ExecuteChangeSetCommandInput, context: Context) => {
  const changeSet = requireChangeSet(context, input);
  if (changeSet.executionStatus !== 'AVAILABLE')
    throw new ServiceError(
      'InvalidChangeSetStatus',
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
      400,
    );
  const stack = requireStack(context, changeSet.stackId);
  if (!canUpdate(stack)) throw cannotUpdate(stack.id, stack.status);
  const onFailure = input.DisableRollback ? 'DO_NOTHING' : changeSet.onFailure;
  const described = parseTemplate(changeSet.desired.body).Description;
  const { roleArn: _, ...withoutRole } = stack;
  context.store.transaction(() => {
    // AWS deletes a stack's change sets when one of them is executed; the executed one stays to be described.
    for (const other of changeSets(context).values(`${stack.id} `))
      changeSets(context).delete(`${other.stackId} ${other.name}`);
    beginOperation(
      context.scope(context.region, context.account),
      {
        ...withoutRole,
        ...(changeSet.roleArn === undefined ? {} : { roleArn: changeSet.roleArn }),
        ...(described === undefined ? {} : { description: described }),
        principal: context.principal,
        capabilities: changeSet.capabilities,
        notificationArns: changeSet.notificationArns,
      },
      handlerOf,
      { kind: stack.status === 'REVIEW_IN_PROGRESS' ? 'CREATE' : 'UPDATE', desired: changeSet.desired, onFailure },
    );
  });
  return {};
};
