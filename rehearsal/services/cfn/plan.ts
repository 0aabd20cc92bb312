import { isDeepStrictEqual } from 'node:util';
import type { AnyResourceType } from '../cloudformation/resource-type.ts';
import type { StackResource } from './state.ts';
import { condition, type Environment, evaluate, Unknown } from './template/evaluate.ts';
import type { TemplateResource } from './template/template.ts';

/** One difference of a resource, as a change set tells it. */
export interface PropertyChange {
  /** Top-level property, or a resource attribute such as `UpdatePolicy`. */
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly recreates: 'Never' | 'Conditionally' | 'Always';
  /** What makes it different: another resource's reference, a parameter, or the template itself. */
  readonly source: 'ResourceReference' | 'ResourceAttribute' | 'ParameterReference' | 'DirectModification';
  readonly cause?: string;
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId?: string;
  readonly replacement?: 'True' | 'False' | 'Conditional';
  readonly changes: readonly PropertyChange[];
}

/** Logical ids of the template whose condition holds. */
export function presentResources(environment: Environment): Map<string, TemplateResource> {
  return new Map(
    Object.entries(environment.template.Resources).filter(
      ([, resource]) => resource.Condition === undefined || condition(resource.Condition, environment),
    ),
  );
}

export function propertiesOf(resource: TemplateResource, environment: Environment): Record<string, unknown> {
  const value = evaluate(resource.Properties ?? {}, environment);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function holdsUnknown(value: unknown): boolean {
  if (value instanceof Unknown) return true;
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsUnknown);
}

function sourceOf(written: unknown): Pick<PropertyChange, 'source' | 'cause'> {
  const text = JSON.stringify(written) ?? '';
  const attribute = /"Fn::GetAtt":\["([^"]+)","([^"]+)"/.exec(text);
  if (attribute !== null) return { source: 'ResourceAttribute', cause: `${attribute[1]}.${attribute[2]}` };
  const reference = /"Ref":"([^"]+)"/.exec(text)?.[1];
  if (reference !== undefined && !reference.startsWith('AWS::'))
    return { source: 'ResourceReference', cause: reference };
  return { source: 'DirectModification' };
}

/** What differs between a resource's properties before and after; nothing when they are the same. */
export function diffProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  written: Readonly<Record<string, unknown>>,
  handler: AnyResourceType | undefined,
): PropertyChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name): PropertyChange[] => {
    const unknown = holdsUnknown(after[name]);
    if (!unknown && isDeepStrictEqual(before[name], after[name])) return [];
    const replaces = handler?.replacedBy.includes(name) ?? false;
    const recreates = replaces ? (unknown ? 'Conditionally' : 'Always') : 'Never';
    return [{ name, before: before[name], after: after[name], recreates, ...sourceOf(written[name]) }];
  });
}

const replacementOf = (changes: readonly PropertyChange[]): 'True' | 'False' | 'Conditional' =>
  changes.some((change) => change.recreates === 'Always')
    ? 'True'
    : changes.some((change) => change.recreates === 'Conditionally')
      ? 'Conditional'
      : 'False';

/**
 * What an update would do, as far as it can be known before it is done.
 * @param environment makes what does not exist yet, or will be replaced, `Unknown`
 */
export function planChanges(
  environment: Environment,
  current: readonly StackResource[],
  handlerOf: (type: string) => AnyResourceType | undefined,
): ResourceChange[] {
  const present = presentResources(environment);
  const changes: ResourceChange[] = [];
  for (const [logicalId, resource] of present) {
    const existing = current.find((candidate) => candidate.logicalId === logicalId);
    if (existing === undefined) {
      changes.push({ action: 'Add', logicalId, type: resource.Type, changes: [] });
      continue;
    }
    if (existing.type !== resource.Type) {
      changes.push({
        action: 'Modify',
        logicalId,
        type: resource.Type,
        physicalId: existing.physicalId,
        replacement: 'True',
        changes: [],
      });
      continue;
    }
    const after = propertiesOf(resource, environment);
    const differences = diffProperties(existing.properties, after, resource.Properties ?? {}, handlerOf(resource.Type));
    if (differences.length > 0)
      changes.push({
        action: 'Modify',
        logicalId,
        type: resource.Type,
        physicalId: existing.physicalId,
        replacement: replacementOf(differences),
        changes: differences,
      });
  }
  for (const existing of current)
    if (!present.has(existing.logicalId))
      changes.push({
        action: 'Remove',
        logicalId: existing.logicalId,
        type: existing.type,
        physicalId: existing.physicalId,
        changes: [],
      });
  return changes;
}
