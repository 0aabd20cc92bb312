import { validation } from '../errors.ts';
import { inOrder } from '../execute/graph.ts';
import type { StackResource } from '../model.ts';
import { dependencyGraph, referencesIn } from '../template/dependencies.ts';
import { causesIn, type Environment, type Evaluated, unknown } from '../template/evaluate.ts';
import { isObject, type Json, type JsonObject, sameJson } from '../template/json.ts';
import { evaluateObject, policiesOf } from '../template/resource.ts';
import type { Template, TemplateResource } from '../template/template.ts';
import type { ChangeDetail, PlannedChange } from './change.ts';
import { differences, differs, shownObject } from './difference.ts';

export interface PlanInput {
  /** The stack's resources by logical id; empty for a new stack. */
  readonly resources: ReadonlyMap<string, StackResource>;
  /** The template that made them. */
  readonly previous: Template | undefined;
  readonly next: Template;
  /** Answers everything but resources, whose values follow from the plan itself. */
  readonly environment: Omit<Environment, 'reference' | 'attribute'>;
  /** Names of the parameters whose values change. */
  readonly changedParameters: ReadonlySet<string>;
  /** Top-level properties of a type whose change replaces the resource. */
  replacedBy(type: string): readonly string[];
  /** Puts the values of `{{resolve:ssm:...}}` in. */
  resolve(value: Evaluated): Promise<Evaluated>;
}

type Fate = 'same' | 'modified' | 'new';

/**
 * What a change set would do to each resource, and why; nothing is changed by it.
 * @throws ServiceError ValidationError for what no execution could do
 */
export async function planChanges(input: PlanInput): Promise<PlannedChange[]> {
  const { next, resources } = input;
  const condition = (name: string) => input.environment.condition(name);
  const graph = dependencyGraph(next, condition);
  const fates = new Map<string, Fate>();
  const environment = planningEnvironment(input, graph, fates);
  const changes: PlannedChange[] = [];
  const retyped = [...graph.keys()].filter((id) => {
    const row = resources.get(id);
    return row !== undefined && row.physicalId !== undefined && row.type !== next.Resources[id]?.Type;
  });
  if (retyped.length > 0)
    throw validation(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${retyped.join(', ')}]`,
    );
  for (const id of inOrder(graph)) {
    const resource = next.Resources[id];
    if (resource === undefined) throw new Error(`Resource ${id} vanished from its own template`);
    const properties = await resolved(evaluateObject(resource.Properties ?? {}, environment), input);
    const row = resources.get(id);
    if (row?.physicalId === undefined) {
      fates.set(id, 'new');
      changes.push({
        action: 'Add',
        logicalId: id,
        type: resource.Type,
        scope: [],
        details: [],
        afterContext: JSON.stringify({ Properties: shownObject(properties), ...metadataOf(resource) }),
      });
      continue;
    }
    const change = modification(input, id, row, resource, properties);
    fates.set(
      id,
      change === undefined
        ? 'same'
        : change.replacement === 'True' || change.replacement === 'Conditional'
          ? 'new'
          : 'modified',
    );
    if (change !== undefined) changes.push(change);
  }
  // Outputs are evaluated for what they may refer to; their values come with the execution.
  for (const output of Object.values(next.Outputs ?? {}))
    if (output.Condition === undefined || condition(output.Condition))
      evaluateObject({ Value: output.Value }, environment);
  for (const row of resources.values()) if (!graph.has(row.logicalId)) changes.push(removal(row));
  return changes;
}

async function resolved(
  properties: Readonly<Record<string, Evaluated>>,
  input: PlanInput,
): Promise<Record<string, Evaluated>> {
  const result: Record<string, Evaluated> = {};
  for (const [name, value] of Object.entries(properties)) result[name] = await input.resolve(value);
  return result;
}

/** A resource that is made or replaced has no reference yet; one that is updated may get other attributes. */
function planningEnvironment(
  { resources, environment }: PlanInput,
  graph: ReadonlyMap<string, unknown>,
  fates: ReadonlyMap<string, Fate>,
): Environment {
  return {
    parameter: (name) => environment.parameter(name),
    mapping: (...path) => environment.mapping(...path),
    condition: (name) => environment.condition(name),
    imported: (name) => environment.imported(name),
    stackOutput: (...path) => environment.stackOutput(...path),
    zones: (region) => environment.zones(region),
    reference: (id) => {
      if (!graph.has(id)) return undefined;
      if (fates.get(id) === 'new') return unknown([{ source: 'ResourceReference', entity: id }]);
      return resources.get(id)?.reference;
    },
    attribute: (id, name) => {
      if (!graph.has(id)) return undefined;
      if (fates.get(id) === 'same') {
        const known = resources.get(id)?.attributes[name];
        if (known !== undefined) return known;
      }
      return unknown([{ source: 'ResourceAttribute', entity: `${id}.${name}` }]);
    },
  };
}

function modification(
  input: PlanInput,
  id: string,
  row: StackResource,
  resource: TemplateResource,
  properties: Readonly<Record<string, Evaluated>>,
): PlannedChange | undefined {
  const before = input.previous?.Resources[id];
  const names = new Set([...Object.keys(row.properties), ...Object.keys(properties)]);
  const replacing = input.replacedBy(row.type);
  const details = [...names].flatMap((name): ChangeDetail[] => {
    if (!differs(row.properties[name], properties[name]) && row.uncertain !== true) return [];
    const recreation = replacing.includes(name) ? 'Always' : 'Never';
    return propertyDetails(input, name, recreation, before, resource, row, properties);
  });
  const other = [
    ...(sameJson(row.metadata ?? {}, resource.Metadata ?? {}) ? [] : (['Metadata'] as const)),
    ...(policiesOf(resource).deletion === row.deletion ? [] : (['DeletionPolicy'] as const)),
    ...(policiesOf(resource).updateReplace === row.updateReplace ? [] : (['UpdateReplacePolicy'] as const)),
    ...(before === undefined || sameJson(before.UpdatePolicy ?? {}, resource.UpdatePolicy ?? {})
      ? []
      : (['UpdatePolicy'] as const)),
  ];
  const all: ChangeDetail[] = [
    ...details,
    ...other.map(
      (attribute): ChangeDetail => ({
        attribute,
        requiresRecreation: 'Never',
        evaluation: 'Static',
        source: 'DirectModification',
        path: `/${attribute}`,
        kind: 'Modify',
      }),
    ),
  ];
  if (all.length === 0) return undefined;
  const recreating = all.filter((detail) => detail.requiresRecreation === 'Always');
  const replacement =
    recreating.length === 0
      ? 'False'
      : recreating.some((detail) => detail.evaluation === 'Static')
        ? 'True'
        : 'Conditional';
  return {
    action: 'Modify',
    logicalId: id,
    ...(row.physicalId === undefined ? {} : { physicalId: row.physicalId }),
    type: row.type,
    replacement,
    ...(replacement === 'True' ? { policyAction: replaceAction(row.updateReplace) } : {}),
    scope: [...new Set(all.map((detail) => detail.attribute))],
    details: all,
    beforeContext: JSON.stringify({
      Properties: row.properties,
      ...(row.metadata === undefined ? {} : { Metadata: row.metadata }),
    }),
    afterContext: JSON.stringify({ Properties: shownObject(properties), ...metadataOf(resource) }),
  };
}

/** Why one top-level property changes: written differently, or by way of a parameter or another resource. */
function propertyDetails(
  input: PlanInput,
  name: string,
  requiresRecreation: 'Always' | 'Never',
  before: TemplateResource | undefined,
  resource: TemplateResource,
  row: StackResource,
  properties: Readonly<Record<string, Evaluated>>,
): ChangeDetail[] {
  const written: Json | undefined = resource.Properties?.[name];
  const causes = causesIn(properties[name]);
  const found = differences(row.properties[name], properties[name], `/Properties/${name}`);
  const common = { attribute: 'Properties', name, requiresRecreation } as const;
  const details: ChangeDetail[] = [];
  const references = referencesIn(written, (condition) => input.environment.condition(condition));
  for (const parameter of references.names)
    if (input.changedParameters.has(parameter))
      details.push({
        ...common,
        ...found[0],
        evaluation: 'Static',
        source: 'ParameterReference',
        causingEntity: parameter,
      });
  for (const cause of new Map(causes.map((one) => [`${one.source} ${one.entity}`, one])).values())
    details.push({ ...common, ...found[0], evaluation: 'Dynamic', source: cause.source, causingEntity: cause.entity });
  const rewritten = before !== undefined && !sameJson(before.Properties?.[name], written);
  if (rewritten || details.length === 0)
    for (const difference of found.length > 0 ? found : [{ path: `/Properties/${name}`, kind: 'Modify' as const }])
      details.push({
        ...common,
        ...difference,
        evaluation: causes.length > 0 ? 'Dynamic' : 'Static',
        source: 'DirectModification',
      });
  return details;
}

const metadataOf = (resource: TemplateResource): JsonObject =>
  isObject(resource.Metadata) ? { Metadata: resource.Metadata } : {};

function removal(row: StackResource): PlannedChange {
  return {
    action: 'Remove',
    logicalId: row.logicalId,
    ...(row.physicalId === undefined ? {} : { physicalId: row.physicalId }),
    type: row.type,
    policyAction: row.deletion === 'Delete' ? 'Delete' : row.deletion === 'Snapshot' ? 'Snapshot' : 'Retain',
    scope: [],
    details: [],
    beforeContext: JSON.stringify({ Properties: row.properties }),
  };
}

const replaceAction = (policy: string) =>
  policy === 'Delete' ? 'ReplaceAndDelete' : policy === 'Snapshot' ? 'ReplaceAndSnapshot' : 'ReplaceAndRetain';
