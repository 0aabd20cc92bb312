import { stackEnvironment } from '../environment.ts';
import { resolvePlain, resolveSecrets } from '../lookups.ts';
import type { StackResource, Step } from '../model.ts';
import { policyRefusal } from '../stack-policy.ts';
import { putResource, putStep, resourceOf, resourcesOf, stepOf } from '../state.ts';
import { dependencyGraph } from '../template/dependencies.ts';
import { type Environment, settled } from '../template/evaluate.ts';
import { isObject, type JsonObject, sameJson } from '../template/json.ts';
import { evaluateObject, policiesOf } from '../template/resource.ts';
import { parseTemplate, type Template, type TemplateResource } from '../template/template.ts';
import { actingClients } from './credentials.ts';
import { Cancelled, ResourceFailed } from './failure.ts';
import { finishForward } from './finish.ts';
import { runGraph } from './graph.ts';
import { createResource, type Made, updateResource } from './provision.ts';
import { resourceEnvironment } from './resource-environment.ts';
import { beginStep, contextOf, exists, operationIn, type Run, reasonOf, stackOf, tell } from './run.ts';

/** Makes the resources what the operation's template says. Goes on where an earlier process stopped. */
export async function goForward(run: Run): Promise<void> {
  const { scope, stackId, engine } = run;
  const { settings, deadlineMs } = operationIn(run);
  const template = parseTemplate(settings.templateBody);
  const imports = new Set<string>();
  const base = stackEnvironment(
    scope,
    { ...stackOf(run), notificationArns: settings.notificationArns },
    template,
    settings.parameters,
    (name) => imports.add(name),
  );
  const graph = dependencyGraph(template, (name) => base.condition(name));
  const environment = resourceEnvironment(engine, base, new Set(graph.keys()), (id) => resourceOf(scope, stackId, id));
  const failures: Failure[] = removalRefusals(run, graph);
  const stopDeadline = deadlineMs === undefined ? undefined : scope.clock.at(deadlineMs, () => run.cancel.abort());
  const succeeded =
    failures.length === 0 &&
    (await runGraph(graph, 'stop', async (id) => {
      const failure = await advance(run, id, template, environment, graph.get(id) ?? []);
      if (failure === undefined) return true;
      failures.push(failure);
      run.cancel.abort();
      return false;
    }));
  stopDeadline?.();
  scope.shutdown.throwIfAborted();
  await finishForward(run, { template, environment, present: new Set(graph.keys()), imports, succeeded, failures });
}

export interface Failure {
  readonly logicalId: string;
  readonly verb: 'create' | 'update';
}

/** Resources that the stack policy does not let go; nothing is begun then. */
function removalRefusals(run: Run, graph: ReadonlyMap<string, unknown>): Failure[] {
  if (operationIn(run).creates) return [];
  return [...resourcesOf(run.scope, run.stackId).values()].flatMap((resource) => {
    if (graph.has(resource.logicalId) || !exists(resource)) return [];
    const refusal = policyRefusal(stackOf(run).policy, operationIn(run).policyDuringUpdate, 'Update:Delete', resource);
    if (refusal === undefined) return [];
    tell(run, resource, 'UPDATE_FAILED', refusal);
    return [{ logicalId: resource.logicalId, verb: 'update' as const }];
  });
}

interface Aim {
  readonly action: 'create' | 'update' | 'replace' | 'record' | 'none';
  readonly next: Omit<StackResource, 'status' | 'updatedMs' | 'physicalId' | 'attributes' | 'reference'>;
}

/** Brings one resource forward. @returns its failure, if it has one */
async function advance(
  run: Run,
  id: string,
  template: Template,
  environment: Environment,
  dependsOn: readonly string[],
): Promise<Failure | undefined> {
  const { scope, stackId } = run;
  const operation = operationIn(run);
  const earlier = stepOf(scope, stackId, 'forward', id);
  const known = earlier?.operationId === operation.id ? earlier : undefined;
  if (known?.status === 'complete') return undefined;
  scope.shutdown.throwIfAborted();
  if (run.cancel.signal.aborted && known === undefined)
    return { logicalId: id, verb: verbOf(resourceOf(scope, stackId, id)) };
  const resource = template.Resources[id];
  if (resource === undefined) throw new Error(`Resource ${id} vanished from its own template`);
  const row = resourceOf(scope, stackId, id);
  const before = known === undefined ? (earlier?.before ?? (exists(row) ? row : undefined)) : known.before;
  const verb = verbOf(before);
  let aim: Aim;
  try {
    aim = await decide(run, id, resource, environment, dependsOn, known, row);
  } catch (error) {
    const reason = reasonOf(run, error, { logicalId: id, token: operation.id }, verb);
    const undecided = { logicalId: id, action: verb, type: resource.Type, properties: {} } as const;
    const { step } = beginStep(run, 'forward', { ...undecided, ...(before === undefined ? {} : { before }) });
    failStep(run, step, { action: verb, next: { ...undecided, dependsOn, ...NO_POLICIES } }, row, verb, reason);
    return { logicalId: id, verb };
  }
  if (aim.action === 'none') return undefined;
  const { step, isNew } = beginStep(run, 'forward', {
    logicalId: id,
    action: aim.action === 'record' ? 'update' : aim.action,
    type: resource.Type,
    properties: aim.next.properties,
    ...(before === undefined ? {} : { before }),
  });
  if (aim.action === 'record') {
    if (!exists(row)) throw new Error(`Resource ${id} has a record to change and does not exist`);
    complete(run, step, { ...row, ...aim.next });
    return undefined;
  }
  if (isNew) announce(run, step, aim, row);
  try {
    const made = await apply(run, step, aim, row);
    finishResource(run, step, aim, made);
    return undefined;
  } catch (error) {
    const reason = reasonOf(run, error, step, verb === 'create' ? 'creation' : 'update');
    failStep(run, step, aim, row, verb, reason);
    return { logicalId: id, verb };
  }
}

const NO_POLICIES = { deletion: 'Delete', updateReplace: 'Delete' };

const verbOf = (before: StackResource | undefined) => (exists(before) ? 'update' : 'create');

async function decide(
  run: Run,
  id: string,
  resource: TemplateResource,
  environment: Environment,
  dependsOn: readonly string[],
  known: Step | undefined,
  row: StackResource | undefined,
): Promise<Aim> {
  const { roleArn, caller, policyDuringUpdate } = operationIn(run);
  const client = await actingClients(run.scope, { roleArn, caller, stackId: run.stackId });
  const resolved = async (object: JsonObject): Promise<JsonObject> => {
    const value = settled(await resolvePlain(evaluateObject(object, environment), client));
    return isObject(value) ? value : {};
  };
  const properties = known?.properties ?? (await resolved(resource.Properties ?? {}));
  const next: Aim['next'] = {
    logicalId: id,
    type: resource.Type,
    properties,
    dependsOn,
    ...policiesOf(resource),
    ...(resource.Metadata === undefined ? {} : { metadata: resource.Metadata }),
    ...(resource.UpdatePolicy === undefined ? {} : { updatePolicy: await resolved(resource.UpdatePolicy) }),
  };
  if (known !== undefined) return { action: known.action === 'delete' ? 'none' : known.action, next };
  if (!exists(row)) return { action: 'create', next };
  const replacing = run.engine.types.get(resource.Type)?.replacedBy ?? [];
  const changed = [...new Set([...Object.keys(row.properties), ...Object.keys(properties)])].filter(
    (name) => !sameJson(row.properties[name], properties[name]),
  );
  const action = changed.some((name) => replacing.includes(name))
    ? 'replace'
    : changed.length > 0 || row.uncertain === true
      ? 'update'
      : sameRecord(row, next)
        ? 'none'
        : 'record';
  if (action === 'replace' || action === 'update') {
    const asked = action === 'replace' ? 'Update:Replace' : 'Update:Modify';
    const refusal = policyRefusal(stackOf(run).policy, policyDuringUpdate, asked, row);
    if (refusal !== undefined) throw new ResourceFailed(refusal);
  }
  return { action, next };
}

const sameRecord = (row: StackResource, next: Aim['next']) =>
  row.deletion === next.deletion &&
  row.updateReplace === next.updateReplace &&
  sameJson(row.dependsOn, next.dependsOn) &&
  sameJson(row.metadata ?? {}, next.metadata ?? {}) &&
  sameJson(row.updatePolicy ?? {}, next.updatePolicy ?? {});

/** The first event of a step, and the resource's status. */
function announce(run: Run, step: Step, { action, next }: Aim, row: StackResource | undefined): void {
  const { scope, stackId } = run;
  const status = action === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS';
  const reason =
    action === 'replace'
      ? 'Requested update requires the creation of a new physical resource; hence creating one.'
      : undefined;
  scope.store.transaction(() => {
    const updatedMs = scope.clock.now();
    putResource(
      scope,
      stackId,
      exists(row) ? { ...row, status, updatedMs } : { ...next, status, updatedMs, attributes: {}, reference: '' },
    );
    const physicalId = exists(row) ? row.physicalId : undefined;
    tell(run, { ...step, physicalId }, status, reason);
  });
}

async function apply(run: Run, step: Step, { action, next }: Aim, row: StackResource | undefined): Promise<Made> {
  const { engine, scope, stackId } = run;
  if (run.cancel.signal.aborted && step.applied !== true) throw new Cancelled();
  const context = await contextOf(run, 'forward', step);
  const secret = settled(await resolveSecrets(next.properties, context.client));
  const wanted = { type: next.type, properties: isObject(secret) ? secret : {}, updatePolicy: next.updatePolicy };
  engine.types.get(next.type)?.properties.parse(wanted.properties);
  if (step.applied !== true) putStep(scope, stackId, 'forward', { ...step, applied: true });
  if (action !== 'update' || !exists(row)) return createResource(engine, wanted, context);
  return updateResource(engine, wanted, row.properties, row, context);
}

function finishResource(run: Run, step: Step, { action, next }: Aim, made: Made): void {
  const status = action === 'create' ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE';
  run.scope.store.transaction(() => {
    const resource: StackResource = { ...next, ...made, status, updatedMs: run.scope.clock.now() };
    if (action !== 'update')
      tell(
        run,
        { ...step, physicalId: made.physicalId },
        action === 'create' ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
        'Resource creation Initiated',
      );
    complete(run, step, resource);
    tell(run, { ...step, physicalId: made.physicalId }, status);
  });
}

function complete(run: Run, step: Step, resource: StackResource): void {
  putResource(run.scope, run.stackId, resource);
  const stored = stepOf(run.scope, run.stackId, 'forward', step.logicalId) ?? step;
  putStep(run.scope, run.stackId, 'forward', { ...stored, status: 'complete', after: resource });
}

function failStep(
  run: Run,
  step: Step,
  aim: Aim,
  row: StackResource | undefined,
  verb: 'create' | 'update',
  reason: string,
): void {
  run.scope.store.transaction(() => {
    const stored = stepOf(run.scope, run.stackId, 'forward', step.logicalId) ?? step;
    putStep(run.scope, run.stackId, 'forward', { ...stored, status: 'failed' });
    failRow(run, row, aim.next, verb, reason, stored.applied === true && aim.action === 'update');
  });
}

function failRow(
  run: Run,
  row: StackResource | undefined,
  next: Aim['next'],
  verb: 'create' | 'update',
  reason: string,
  uncertain: boolean,
): void {
  const status = verb === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED';
  const failed = { status, statusReason: reason, updatedMs: run.scope.clock.now() } as const;
  putResource(
    run.scope,
    run.stackId,
    exists(row)
      ? { ...row, ...failed, ...(uncertain ? { uncertain: true as const } : {}) }
      : { ...next, ...failed, attributes: {}, reference: '' },
  );
  tell(run, { ...next, physicalId: exists(row) ? row.physicalId : undefined }, status, reason);
}
