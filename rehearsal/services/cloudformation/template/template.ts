import { z } from 'zod';
import { notSupported, templateFormat, validation } from '../errors.ts';
import { expandLoops } from './for-each.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { parseTemplateText } from './parse.ts';

/* https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */

const json: z.ZodType<Json> = z.json();
const object: z.ZodType<JsonObject> = z.record(z.string(), json);
const texts = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const scalar = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);
const length = z.union([z.int(), z.string().regex(/^\d+$/).transform(Number)]);
const limit = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

const parameter = z.strictObject({
  Type: z.string(),
  Default: z.union([scalar, z.array(scalar).transform((items) => items.join(','))]).optional(),
  Description: z.string().optional(),
  NoEcho: z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]).optional(),
  AllowedValues: z.array(scalar).optional(),
  AllowedPattern: z.string().optional(),
  ConstraintDescription: z.string().optional(),
  MinLength: length.optional(),
  MaxLength: length.optional(),
  MinValue: limit.optional(),
  MaxValue: limit.optional(),
});
const resource = z.strictObject({
  Type: z.string(),
  Properties: object.optional(),
  Metadata: object.optional(),
  DependsOn: texts.optional(),
  Condition: z.string().optional(),
  DeletionPolicy: json.optional(),
  UpdateReplacePolicy: json.optional(),
  UpdatePolicy: object.optional(),
  CreationPolicy: object.optional(),
});
const output = z.strictObject({
  Value: json,
  Description: z.string().optional(),
  Condition: z.string().optional(),
  Export: z.strictObject({ Name: json }).optional(),
});
const rule = z.strictObject({
  RuleCondition: json.optional(),
  Assertions: z.array(z.strictObject({ Assert: json, AssertDescription: z.string().optional() })),
});
const template = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09').optional(),
  Description: z.string().optional(),
  Metadata: object.optional(),
  Parameters: z.record(z.string(), parameter).optional(),
  Mappings: object.optional(),
  Conditions: object.optional(),
  Rules: z.record(z.string(), rule).optional(),
  Transform: texts.optional(),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).optional(),
});

export type Template = z.infer<typeof template>;
export type TemplateParameter = z.infer<typeof parameter>;
export type TemplateResource = z.infer<typeof resource>;

const SECTIONS = new Set(Object.keys(template.shape));
export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/**
 * A template's text as checked data.
 * @throws ServiceError ValidationError that names what is wrong
 */
export function parseTemplate(text: string): Template {
  const data = parseTemplateText(text);
  const unknown = Object.keys(data).filter((name) => !SECTIONS.has(name));
  if (unknown.length > 0) throw validation(`Invalid template property or properties [${unknown.join(', ')}]`);
  if (!isObject(data.Resources) || Object.keys(data.Resources).length === 0)
    throw templateFormat('At least one Resources member must be defined.');
  const parsed = template.safeParse(refuseTransforms(data));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw templateFormat(`[/${issue?.path.join('/')}] ${issue?.message}`);
  }
  for (const id of Object.keys(parsed.data.Resources))
    if (!/^[A-Za-z0-9]{1,255}$/.test(id)) throw templateFormat(`Resource name ${id} is non alphanumeric.`);
  checkNames(parsed.data);
  return parsed.data;
}

function refuseTransforms(data: JsonObject): JsonObject {
  const named = data.Transform === undefined ? [] : Array.isArray(data.Transform) ? data.Transform : [data.Transform];
  const other = named.filter((name) => name !== LANGUAGE_EXTENSIONS);
  if (other.length > 0) throw notSupported(`the transform ${JSON.stringify(other[0])}`);
  return named.length === 0 ? data : expandLoops(data);
}

function checkNames({ Resources, Conditions, Outputs }: Template): void {
  const unresolved = new Set<string>();
  for (const [id, { Type, UpdatePolicy }] of Object.entries(Resources))
    if (UpdatePolicy?.CodeDeployLambdaAliasUpdate !== undefined && Type !== 'AWS::Lambda::Alias')
      throw templateFormat(
        `CodeDeployLambdaAliasUpdate of ${id} is an UpdatePolicy of AWS::Lambda::Alias, not of ${Type}`,
      );
  for (const { DependsOn } of Object.values(Resources))
    for (const id of DependsOn ?? []) if (Resources[id] === undefined) unresolved.add(id);
  if (unresolved.size > 0)
    throw templateFormat(
      `Unresolved resource dependencies [${[...unresolved].join(', ')}] in the Resources block of the template`,
    );
  for (const [kind, entries] of Object.entries({ Resources, Outputs: Outputs ?? {} }))
    for (const [name, { Condition }] of Object.entries(entries))
      if (Condition !== undefined && Conditions?.[Condition] === undefined)
        throw templateFormat(`Unresolved condition dependency ${Condition} in ${kind} ${name}`);
}
