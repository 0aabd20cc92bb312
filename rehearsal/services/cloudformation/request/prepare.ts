import type {
  Capability,
  DeploymentConfig,
  Parameter,
  RollbackConfiguration,
  Tag,
} from '@aws-sdk/client-cloudformation';
import { ServiceException } from '@smithy/core/client';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { missingCapabilities, neededCapabilities } from '../capabilities.ts';
import type { Engine } from '../engine.ts';
import { stackEnvironment } from '../environment.ts';
import { notSupported, validation } from '../errors.ts';
import { actingClients, type ClientMaker } from '../execute/credentials.ts';
import { evaluateOutputs } from '../execute/outputs.ts';
import { resourceEnvironment } from '../execute/resource-environment.ts';
import { exists } from '../execute/run.ts';
import { resolvePlain, resolveStoreParameters } from '../lookups.ts';
import type { Stack, StackSettings, StoredTag } from '../model.ts';
import type { PlannedChange } from '../plan/change.ts';
import { planChanges } from '../plan/plan.ts';
import { resourcesOf, templateBody } from '../state.ts';
import { dependencyGraph } from '../template/dependencies.ts';
import { sameJson } from '../template/json.ts';
import { chooseParameters } from '../template/parameters.ts';
import { checkRules } from '../template/rules.ts';
import { parseTemplate, type Template } from '../template/template.ts';
import { type TemplateSource, templateText } from './template-source.ts';

/** What CreateStack, UpdateStack and CreateChangeSet have in common. */
export interface StackRequest extends TemplateSource {
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly Capabilities?: readonly Capability[] | undefined;
  readonly ResourceTypes?: readonly string[] | undefined;
  readonly RoleARN?: string | undefined;
  readonly RollbackConfiguration?: RollbackConfiguration | undefined;
  readonly NotificationARNs?: readonly string[] | undefined;
  readonly Tags?: readonly Tag[] | undefined;
  readonly DeploymentConfig?: DeploymentConfig | undefined;
}

export interface Prepared {
  readonly settings: StackSettings;
  readonly template: Template;
  readonly client: ClientMaker;
}

/**
 * Checks what does not depend on the stack's resources.
 * @param stack as it is, or a new one
 * @throws ServiceError ValidationError or InsufficientCapabilitiesException
 */
export async function prepare(
  request: StackRequest,
  stack: Stack,
  roleArn: string | undefined,
  context: Context,
): Promise<Prepared> {
  refuseUnsupported(request);
  const body = await templateText(request, templateBody(context, stack.id), context);
  const template = parseTemplate(body);
  const needed = missingCapabilities(neededCapabilities(template).capabilities, request.Capabilities ?? []);
  if (needed.length > 0)
    throw new ServiceError('InsufficientCapabilitiesException', `Requires capabilities : [${needed.join(', ')}]`, 400);
  const client = await clientsOf(roleArn, stack.id, context);
  const chosen = chooseParameters(template, request.Parameters ?? [], stack.parameters);
  const settings: StackSettings = {
    templateBody: body,
    parameters: await resolveStoreParameters(template, chosen, client),
    tags: request.Tags === undefined ? stack.tags : request.Tags.map(storedTag),
    capabilities: request.Capabilities === undefined ? [] : [...request.Capabilities],
    notificationArns: request.NotificationARNs === undefined ? stack.notificationArns : [...request.NotificationARNs],
  };
  return { settings, template, client };
}

function refuseUnsupported(request: StackRequest): void {
  if ((request.RollbackConfiguration?.RollbackTriggers ?? []).length > 0)
    throw notSupported('RollbackConfiguration.RollbackTriggers');
  if (request.ResourceTypes !== undefined) throw notSupported('ResourceTypes');
  if (request.DeploymentConfig?.Mode === 'EXPRESS') throw notSupported('DeploymentConfig.Mode EXPRESS');
}

const storedTag = ({ Key = '', Value = '' }: Tag): StoredTag => ({ Key, Value });

async function clientsOf(roleArn: string | undefined, stackId: string, context: Context): Promise<ClientMaker> {
  try {
    return await actingClients(context, { roleArn, caller: context.principal, stackId });
  } catch (error) {
    if (!ServiceException.isInstance(error)) throw error;
    throw validation(`Role ${roleArn} is invalid or cannot be assumed`);
  }
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** False when executing it would leave everything as it is. */
  readonly hasChanges: boolean;
}

/**
 * What the request would do to the stack.
 * @throws ServiceError ValidationError for what no execution could do
 */
export async function plan(
  engine: Engine,
  { settings, template, client }: Prepared,
  stack: Stack,
  context: Context,
): Promise<Plan> {
  const environment = stackEnvironment(
    context,
    { ...stack, notificationArns: settings.notificationArns },
    template,
    settings.parameters,
    () => undefined,
  );
  const nothing = () => undefined;
  checkRules(template, { ...environment, reference: nothing, attribute: nothing });
  const previousBody = templateBody(context, stack.id);
  const resources = new Map([...resourcesOf(context, stack.id)].filter(([, resource]) => exists(resource)));
  const changes = await planChanges({
    resources,
    previous: previousBody === undefined ? undefined : parseTemplate(previousBody),
    next: template,
    environment,
    changedParameters: changedParameters(stack, settings),
    replacedBy: (type) => engine.types.get(type)?.replacedBy ?? [],
    resolve: (value) => resolvePlain(value, client),
  });
  if (
    changes.length > 0 ||
    !sameJson(stack.tags, settings.tags) ||
    !sameJson(stack.notificationArns, settings.notificationArns)
  )
    return { changes, hasChanges: true };
  const present = new Set(dependencyGraph(template, (name) => environment.condition(name)).keys());
  const asItIs = resourceEnvironment(engine, environment, present, (id) => resources.get(id));
  const outputs = await evaluateOutputs(template, asItIs, client);
  return {
    changes,
    hasChanges: !sameJson(JSON.parse(JSON.stringify(outputs)), JSON.parse(JSON.stringify(stack.outputs))),
  };
}

function changedParameters(stack: Stack, settings: StackSettings): Set<string> {
  const before = new Map(stack.parameters.map((one) => [one.key, one.resolved ?? one.value]));
  return new Set(
    settings.parameters.filter((one) => before.get(one.key) !== (one.resolved ?? one.value)).map((one) => one.key),
  );
}
