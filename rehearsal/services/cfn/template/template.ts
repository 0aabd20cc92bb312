import { parse, parseDocument, type ScalarTag, type Tags } from 'yaml';
import { z } from 'zod';
import { validationError } from '../errors.ts';

/* The shape of a template: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html */

const parameter = z.object({
  Type: z.string(),
  Default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  AllowedValues: z.array(z.union([z.string(), z.number()])).optional(),
  AllowedPattern: z.string().optional(),
  MinLength: z.coerce.number().optional(),
  MaxLength: z.coerce.number().optional(),
  MinValue: z.coerce.number().optional(),
  MaxValue: z.coerce.number().optional(),
  ConstraintDescription: z.string().optional(),
  Description: z.string().optional(),
  NoEcho: z.union([z.boolean(), z.string()]).optional(),
});
const policy = z.enum(['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot']);
const resource = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
  DeletionPolicy: policy.optional(),
  UpdateReplacePolicy: policy.optional(),
  UpdatePolicy: z.record(z.string(), z.unknown()).optional(),
  CreationPolicy: z.record(z.string(), z.unknown()).optional(),
  Metadata: z.unknown().optional(),
});
const output = z.object({
  Value: z.unknown(),
  Description: z.string().optional(),
  Condition: z.string().optional(),
  Export: z.object({ Name: z.unknown() }).optional(),
});
const rule = z.object({
  RuleCondition: z.unknown().optional(),
  Assertions: z.array(z.object({ Assert: z.unknown(), AssertDescription: z.string().optional() })),
});
const template = z.object({
  AWSTemplateFormatVersion: z.unknown().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Transform: z.unknown().optional(),
  Parameters: z.record(z.string(), parameter).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).optional(),
  Conditions: z.record(z.string(), z.unknown()).optional(),
  Rules: z.record(z.string(), rule).optional(),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).optional(),
});
export type Template = z.infer<typeof template>;
export type TemplateResource = z.infer<typeof resource>;
export type TemplateParameter = z.infer<typeof parameter>;

const SHORT_FUNCTIONS = [
  'And',
  'Base64',
  'Cidr',
  'Equals',
  'FindInMap',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
] as const;

/** `!Sub x` is short for `Fn::Sub: x`; `!GetAtt a.b` names resource and attribute in one text. */
function shortTags(): Tags {
  const long = (name: string) => (name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`);
  const tags: Tags = [];
  for (const name of [...SHORT_FUNCTIONS, 'Ref', 'Condition', 'GetAtt']) {
    const wrap = (value: unknown) => ({
      [long(name)]: name === 'GetAtt' && typeof value === 'string' ? splitAttribute(value) : value,
    });
    const scalar: ScalarTag = { tag: `!${name}`, resolve: (text: string) => wrap(text) };
    tags.push(scalar);
    for (const collection of ['seq', 'map'] as const)
      tags.push({ tag: `!${name}`, collection, resolve: (node) => wrap(node.toJSON()) });
  }
  return tags;
}

function splitAttribute(text: string): string[] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function parseText(body: string): unknown {
  if (/^\s*\{/.test(body)) return JSON.parse(body);
  if (!/(^|\s)![A-Z]/.test(body)) return parse(body);
  const document = parseDocument(body, { customTags: shortTags() });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return JSON.parse(JSON.stringify(document.toJS()));
}

const parsedBodies = new Map<string, Template>();
const KEPT_BODIES = 50;

/**
 * Reads a template, JSON or YAML.
 * @throws ServiceError `ValidationError` that says where it is not a template
 */
export function parseTemplate(body: string): Template {
  const known = parsedBodies.get(body);
  if (known !== undefined) return known;
  let raw: unknown;
  try {
    raw = parseText(body);
  } catch (error) {
    throw validationError(`Template format error: ${error instanceof Error ? error.message : String(error)}`);
  }
  const result = template.safeParse(raw);
  if (!result.success) throw validationError(`Template format error: ${z.prettifyError(result.error)}`);
  if (result.data.Transform !== undefined)
    throw validationError(`The transform ${JSON.stringify(result.data.Transform)} is not run here`);
  if (Object.keys(result.data.Resources).length === 0)
    throw validationError('Template format error: At least one Resources member must be defined.');
  if (parsedBodies.size >= KEPT_BODIES) parsedBodies.clear();
  parsedBodies.set(body, result.data);
  return result.data;
}
