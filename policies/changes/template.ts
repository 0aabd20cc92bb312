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
  /** Names under which other stacks import values of this one, as JSON text where they are computed. */
  readonly exports: readonly string[];
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
  Outputs: z.record(z.string(), z.object({ Export: z.object({ Name: z.unknown() }).optional() })).default({}),
});

/**
 * Types that CloudFormation keeps a snapshot of, unless the template says otherwise.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
const SNAPSHOT_BY_DEFAULT = new Set(['AWS::RDS::DBCluster']);

/** @throws ZodError where it is no template */
export function parseTemplate(json: unknown): Template {
  const { Resources, Outputs } = schema.parse(json);
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
  const exports = Object.values(Outputs).flatMap(({ Export: exported }) =>
    exported === undefined ? [] : [typeof exported.Name === 'string' ? exported.Name : JSON.stringify(exported.Name)],
  );
  return { resources: new Map(resources), exports };
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
    const text = listOf(valueAt(at, 'Fn::Sub'))[0];
    if (typeof text === 'string')
      for (const [, id] of text.matchAll(/\$\{([^!.}]+)[^}]*\}/g)) if (id !== undefined) found.add(id);
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
