import type {
  DescribeStackEventsCommandInput,
  DescribeStackResourceCommandInput,
  DescribeStackResourcesCommandInput,
  DescribeStacksCommandInput,
  GetStackPolicyCommandInput,
  GetTemplateCommandInput,
  GetTemplateSummaryCommandInput,
  ListExportsCommandInput,
  ListImportsCommandInput,
  ListStackResourcesCommandInput,
  ListStacksCommandInput,
  ValidateTemplateCommandInput,
} from '@aws-sdk/client-cloudformation';
import type { Context } from '../../../kernel/service.ts';
import { clientsOf } from '../actor.ts';
import { findChangeSet } from '../change-sets.ts';
import { noChangeSet, validationError } from '../errors.ts';
import { describeEvent, describeResource, describeStack, stackStatus } from '../present.ts';
import { allExports, events, findStack, isDeleted, requireStack, resourceOf, resourcesOf, stacks } from '../state.ts';
import { parseTemplate } from '../template/template.ts';
import { templateBody } from '../template-body.ts';

const PAGE = 100;

function page<T>(all: readonly T[], token: string | undefined): { items: T[]; NextToken?: string } {
  const start = token === undefined ? 0 : Number(token);
  if (!Number.isInteger(start) || start < 0) throw validationError(`The next token is not valid: ${token}`);
  const items = all.slice(start, start + PAGE);
  return start + PAGE < all.length ? { items, NextToken: String(start + PAGE) } : { items };
}

export function describeStacks(input: DescribeStacksCommandInput, context: Context) {
  if (input.StackName !== undefined) return { Stacks: [describeStack(requireStack(context, input.StackName))] };
  const { items, ...next } = page(
    stacks(context)
      .values()
      .filter((stack) => !isDeleted(stack)),
    input.NextToken,
  );
  return { Stacks: items.map(describeStack), ...next };
}

export function listStacks(input: ListStacksCommandInput, context: Context) {
  const wanted: readonly string[] = input.StackStatusFilter ?? [];
  const all = stacks(context)
    .values()
    .filter((stack) => wanted.length === 0 || wanted.includes(stack.status));
  const { items, ...next } = page(all, input.NextToken);
  return {
    StackSummaries: items.map((stack) => ({
      StackId: stack.id,
      StackName: stack.name,
      TemplateDescription: stack.description,
      CreationTime: new Date(stack.createdMs),
      LastUpdatedTime: stack.updatedMs === undefined ? undefined : new Date(stack.updatedMs),
      DeletionTime: stack.deletedMs === undefined ? undefined : new Date(stack.deletedMs),
      StackStatus: stackStatus(stack.status),
      StackStatusReason: stack.reason,
    })),
    ...next,
  };
}

/** The newest first. */
export function describeStackEvents(input: DescribeStackEventsCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  const all = events(context).values(`${stack.id} `).toReversed();
  const { items, ...next } = page(all, input.NextToken);
  return { StackEvents: items.map(describeEvent), ...next };
}

interface DescribeEventsInput {
  readonly StackName?: string | undefined;
  readonly OperationId?: string | undefined;
  readonly ChangeSetName?: string | undefined;
  readonly Filters?: { readonly FailedEvents?: boolean | undefined } | undefined;
  readonly NextToken?: string | undefined;
}

/** The events of one operation, the newest first. */
export function describeEvents(input: DescribeEventsInput, context: Context) {
  const stack = input.StackName === undefined ? undefined : requireStack(context, input.StackName);
  const all = events(context)
    .values(stack === undefined ? '' : `${stack.id} `)
    .filter((event) => input.OperationId === undefined || event.operationId === input.OperationId)
    .filter((event) => !input.Filters?.FailedEvents || event.status.endsWith('_FAILED'))
    .toReversed();
  const { items, ...next } = page(all, input.NextToken);
  return {
    OperationEvents: items.map((event) => ({ ...describeEvent(event), EventType: 'STACK_EVENT' as const })),
    ...next,
  };
}

export function describeStackResources(input: DescribeStackResourcesCommandInput, context: Context) {
  const owner =
    input.StackName ??
    stacks(context)
      .values()
      .find((stack) =>
        resourcesOf(context, stack.id).some((resource) => resource.physicalId === input.PhysicalResourceId),
      )?.id;
  const stack = requireStack(context, owner ?? input.PhysicalResourceId);
  const own = resourcesOf(context, stack.id).filter(
    (resource) => input.LogicalResourceId === undefined || resource.logicalId === input.LogicalResourceId,
  );
  return { StackResources: own.map((resource) => describeResource(stack, resource)) };
}

export function describeStackResource(input: DescribeStackResourceCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  const resource = resourceOf(context, stack.id, input.LogicalResourceId ?? '');
  if (resource === undefined)
    throw validationError(`Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`);
  return { StackResourceDetail: describeResource(stack, resource) };
}

export function listStackResources(input: ListStackResourcesCommandInput, context: Context) {
  const stack = requireStack(context, input.StackName);
  const { items, ...next } = page(resourcesOf(context, stack.id), input.NextToken);
  return { StackResourceSummaries: items.map((resource) => describeResource(stack, resource)), ...next };
}

export function getTemplate(input: GetTemplateCommandInput, context: Context) {
  const stack = findStack(context, input.StackName ?? '');
  const changeSet =
    input.ChangeSetName === undefined ? undefined : findChangeSet(context, input.ChangeSetName, stack?.id);
  if (input.ChangeSetName !== undefined && changeSet === undefined) throw noChangeSet(input.ChangeSetName);
  const body = changeSet?.desired.body ?? requireStack(context, input.StackName).current?.body;
  return { TemplateBody: body ?? '', StagesAvailable: ['Original' as const, 'Processed' as const] };
}

function summarize(body: string) {
  const template = parseTemplate(body);
  return {
    Description: template.Description,
    Parameters: Object.entries(template.Parameters ?? {}).map(([ParameterKey, parameter]) => ({
      ParameterKey,
      ParameterType: parameter.Type,
      DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
      Description: parameter.Description,
      NoEcho: String(parameter.NoEcho) === 'true',
    })),
    ResourceTypes: [...new Set(Object.values(template.Resources).map((resource) => resource.Type))],
  };
}

export async function getTemplateSummary(input: GetTemplateSummaryCommandInput, context: Context) {
  const stack = input.StackName === undefined ? undefined : requireStack(context, input.StackName);
  const make = await clientsOf(context, { principal: context.principal });
  const body = stack?.current?.body ?? (await templateBody(make, input, stack));
  return summarize(body);
}

export async function validateTemplate(input: ValidateTemplateCommandInput, context: Context) {
  const make = await clientsOf(context, { principal: context.principal });
  const { Description, Parameters } = await summarize(await templateBody(make, input, undefined));
  return { Description, Parameters };
}

export function listExports(_input: ListExportsCommandInput, context: Context) {
  return {
    Exports: allExports(context).map((one) => ({ Name: one.name, Value: one.value, ExportingStackId: one.stackId })),
  };
}

export function listImports(input: ListImportsCommandInput, context: Context) {
  const importing = stacks(context)
    .values()
    .filter(
      (stack) =>
        !isDeleted(stack) && (stack.current?.body.includes(`"Fn::ImportValue":"${input.ExportName}"`) ?? false),
    );
  if (importing.length === 0) throw validationError(`Export '${input.ExportName}' is not imported by any stack.`);
  return { Imports: importing.map((stack) => stack.name) };
}

export function getStackPolicy(input: GetStackPolicyCommandInput, context: Context) {
  return { StackPolicyBody: requireStack(context, input.StackName).stackPolicy };
}
