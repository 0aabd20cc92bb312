import { z } from 'zod';
import { listOf, valueAt } from '../template.ts';

/** A resource with what decides about its fate beyond its properties. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Construct path; the logical id where the template says none. */
  readonly path: string;
  /** What becomes of it when it leaves the stack. */
  readonly deletionPolicy: string;
  /** What becomes of the old one when it is replaced. */
  readonly updateReplacePolicy: string;
  /** How CloudFormation updates it, such as an alias by CodeDeploy. */
  readonly updatePolicy: Readonly<Record<string, unknown>>;
  /** Name of the template condition that it depends on. */
  readonly condition: string | undefined;
}

/** A template as the comparison sees it. */
export interface Template {
  readonly resources: ReadonlyMap<string, Resource>;
  /** Values that other stacks import, by the names that they do it under, as JSON text where those are computed. */
  readonly exported: ReadonlyMap<string, unknown>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  /** What parameters are where nobody gives them, by their names. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What makes something else of it before it is deployed: `Transform`, and each `Fn::Transform`. */
  readonly macros: readonly unknown[];
}

const schema = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).default({}),
        DeletionPolicy: z.string().optional(),
        UpdateReplacePolicy: z.string().optional(),
        UpdatePolicy: z.record(z.string(), z.unknown()).default({}),
        Condition: z.string().optional(),
        Metadata: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown().optional(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.unknown()).default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Transform: z.unknown().optional(),
});

/**
 * Types that CloudFormation keeps a snapshot of, unless the template says otherwise.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const SNAPSHOT_BY_DEFAULT = new Set(['AWS::RDS::DBCluster']);

/** @throws ZodError where it is no template */
export function parseTemplate(json: unknown): Template {
  const { Resources, Outputs, Conditions, Mappings, Parameters, Transform } = schema.parse(json);
  const resources = Object.entries(Resources).map(([logicalId, resource]): [string, Resource] => {
    const path = resource.Metadata['aws:cdk:path'];
    const standard = SNAPSHOT_BY_DEFAULT.has(resource.Type) ? 'Snapshot' : 'Delete';
    return [
      logicalId,
      {
        logicalId,
        type: resource.Type,
        properties: resource.Properties,
        path: typeof path === 'string' ? path : logicalId,
        deletionPolicy: resource.DeletionPolicy ?? standard,
        updateReplacePolicy: resource.UpdateReplacePolicy ?? standard,
        updatePolicy: resource.UpdatePolicy,
        condition: resource.Condition,
      },
    ];
  });
  const exported = Object.values(Outputs).flatMap(({ Value, Export: given }): [string, unknown][] =>
    given === undefined ? [] : [[typeof given.Name === 'string' ? given.Name : JSON.stringify(given.Name), Value]],
  );
  return {
    resources: new Map(resources),
    exported: new Map(exported),
    conditions: Conditions,
    mappings: Mappings,
    defaults: Object.fromEntries(
      Object.entries(Parameters).flatMap(([name, { Default }]) => (Default === undefined ? [] : [[name, Default]])),
    ),
    macros: [...listOf(Transform), ...macrosIn(Resources)],
  };
}

function macrosIn(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('Fn::Transform' in value) return [value];
  return Object.values(value).flatMap(macrosIn);
}

/** Logical ids that a value refers to by `Ref`, `Fn::GetAtt` or `Fn::Sub`, however deep. */
export function referencesIn(value: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    const reference = valueAt(at, 'Ref');
    if (typeof reference === 'string') found.add(reference);
    const attribute = valueAt(at, 'Fn::GetAtt');
    const target = typeof attribute === 'string' ? attribute.split('.')[0] : valueAt(attribute, 0);
    if (typeof target === 'string') found.add(target);
    const [text, variables] = listOf(valueAt(at, 'Fn::Sub'));
    if (typeof text === 'string')
      for (const [, id] of text.matchAll(/\$\{([^!.}]+)[^}]*\}/g))
        if (id !== undefined && valueAt(variables, id) === undefined) found.add(id);
    for (const inner of Object.values(at)) visit(inner);
  };
  visit(value);
  return found;
}

/** Whether two values of templates are the same, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

/** Text of a value, the same for the same value. */
export function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
        : inner,
    ) ?? 'undefined'
  );
}
