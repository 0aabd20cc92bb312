import { z } from 'zod';
import { presentIn } from './no-value.ts';

/** A resource of a CloudFormation template. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** Without what is `AWS::NoValue`. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The condition of the template under which it is made. @default - it is made in any case */
  readonly condition?: string | undefined;
  /** What becomes of it when it leaves the template. @default - CloudFormation deletes it */
  readonly deletionPolicy?: string;
  /** What becomes of the old one when it is replaced. @default - CloudFormation deletes it */
  readonly updateReplacePolicy?: string;
}

/** What a rule sees of a template. */
export interface Template {
  readonly resources: readonly Resource[];
  /** Id of the account that it is deployed to. @default - not known before it is deployed */
  readonly account?: string;
}

const schema = z.object({
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), z.unknown()).default({}),
        Condition: z.string().optional(),
        DeletionPolicy: z.string().optional(),
        UpdateReplacePolicy: z.string().optional(),
      }),
    )
    .default({}),
});

/**
 * Reads the resources of a template.
 *
 * @param account where it is deployed, if that is known
 * @throws ZodError where it is none
 */
export function readTemplate(json: unknown, account?: string): Template {
  const { Resources } = schema.parse(json);
  return {
    resources: Object.entries(Resources).map(([logicalId, resource]) => ({
      logicalId,
      type: resource.Type,
      properties: presentIn(resource.Properties),
      condition: resource.Condition,
      ...(resource.DeletionPolicy === undefined ? {} : { deletionPolicy: resource.DeletionPolicy }),
      ...(resource.UpdateReplacePolicy === undefined ? {} : { updateReplacePolicy: resource.UpdateReplacePolicy }),
    })),
    ...(account === undefined ? {} : { account }),
  };
}

/** Whether an id of an account, or a reference to it, is that of the account that the template is deployed to. */
export const isOwnAccount = (id: string, { account }: Template): boolean => id === '<AWS::AccountId>' || id === account;

/**
 * Whether a resource is there whenever another one is. One that is made under another condition may not be.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
 */
export function isThereWith({ condition }: Resource, other: Resource): boolean {
  return condition === undefined || condition === other.condition;
}

/** The value at a path of property names (or indices), or undefined where there is none. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
}

/** A list as it is, a single value as a list of one, nothing as an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/**
 * A truth value, which CloudFormation takes as text as well; undefined where it cannot be told from the template, or is not
 * there. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
export function truthOf(value: unknown): boolean | undefined {
  const text = String(value).toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : undefined;
}

/** Whether a value is a reference (Ref or Fn::GetAtt) to a resource. */
export function refersTo(value: unknown, logicalId: string): boolean {
  const attribute = valueAt(value, 'Fn::GetAtt');
  return valueAt(value, 'Ref') === logicalId || valueAt(attribute, 0) === logicalId;
}

/** A value as text, with references to other resources in angle brackets: `arn:aws:s3:::<Bucket>/*`, `<Key.Arn>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const reference = valueAt(value, 'Ref');
  if (typeof reference === 'string') return `<${reference}>`;
  const attribute = valueAt(value, 'Fn::GetAtt');
  if (attribute !== undefined) return `<${listOf(attribute).map(textOf).join('.')}>`;
  const join = valueAt(value, 'Fn::Join');
  if (join !== undefined) {
    return listOf(valueAt(join, 1))
      .map(textOf)
      .join(textOf(valueAt(join, 0)));
  }
  const chosen = selected(valueAt(value, 'Fn::Select'));
  if (chosen !== undefined) return textOf(chosen);
  const [substitute, variables] = listOf(valueAt(value, 'Fn::Sub'));
  if (typeof substitute === 'string') return substituted(substitute, variables);
  return JSON.stringify(value) ?? '';
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html */
function substituted(text: string, variables: unknown): string {
  return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const value = valueAt(variables, name);
    return value === undefined ? `<${name}>` : textOf(value);
  });
}

/** The element of a list that is written out. */
export function selected(select: unknown): unknown {
  const [index, list] = listOf(select);
  return Array.isArray(list) ? valueAt(list, Number(index)) : undefined;
}
