import { validationError } from '../errors.ts';
import type { Template } from './template.ts';

/* Intrinsic functions: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */

/** What is not known yet: the reference or attribute of a resource that does not exist. */
export class Unknown {
  readonly what: string;
  constructor(what: string) {
    this.what = what;
  }
}

/** What a value is computed from. */
export interface Environment {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string | string[]>>;
  /** `AWS::Region` and the like. */
  readonly pseudo: Readonly<Record<string, string | string[]>>;
  readonly ref: (logicalId: string) => unknown;
  readonly attribute: (logicalId: string, name: string) => unknown;
  readonly importValue: (name: string) => unknown;
  /** `{{resolve:...}}` that were looked up before, by their whole text. */
  readonly dynamic: Readonly<Record<string, string>>;
}

type Value = unknown;
const isObject = (value: Value): value is Record<string, Value> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);

/** A value with everything resolved; `AWS::NoValue` is undefined, and takes its property with it. */
export function evaluate(value: Value, environment: Environment): Value {
  if (typeof value === 'string') return resolveDynamic(value, environment);
  if (Array.isArray(value))
    return value.map((item) => evaluate(item, environment)).filter((item) => item !== undefined);
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first !== undefined) {
    const [name, argument] = first;
    if (name === 'Ref') return reference(argument, environment);
    const implementation = FUNCTIONS[name];
    if (implementation !== undefined) return implementation(argument, environment);
    if (name.startsWith('Fn::')) throw validationError(`Template error: the function ${name} is not run here`);
  }
  const result: Record<string, Value> = {};
  for (const [name, member] of entries) {
    const evaluated = evaluate(member, environment);
    if (evaluated !== undefined) result[name] = evaluated;
  }
  return result;
}

const DYNAMIC = /\{\{resolve:[^}]+\}\}/g;
function resolveDynamic(text: string, { dynamic }: Environment): string {
  return text.includes('{{resolve:') ? text.replace(DYNAMIC, (whole) => dynamic[whole] ?? whole) : text;
}
/** The dynamic references that a template holds, each once. */
export const dynamicReferences = (template: Template): string[] => [
  ...new Set(JSON.stringify(template.Resources).match(DYNAMIC) ?? []),
];

function reference(name: Value, environment: Environment): Value {
  if (typeof name !== 'string')
    throw validationError('Template error: every Ref object must have a single String value.');
  if (name === 'AWS::NoValue') return undefined;
  const known = environment.pseudo[name] ?? environment.parameters[name];
  if (known !== undefined) return known;
  if (environment.template.Resources[name] !== undefined) return environment.ref(name);
  throw validationError(
    `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
  );
}

function attribute(argument: Value, environment: Environment): Value {
  const parts = typeof argument === 'string' ? argument.split('.') : argument;
  if (!Array.isArray(parts) || parts.length < 2)
    throw validationError(
      'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
    );
  const [logicalId, ...names] = parts.map((part) => text(evaluate(part, environment)));
  if (logicalId === undefined || environment.template.Resources[logicalId] === undefined)
    throw validationError(`Template error: instance of Fn::GetAtt references undefined resource ${logicalId}`);
  return environment.attribute(logicalId, names.join('.'));
}

/** The text of a scalar; what is unknown makes the whole unknown, which is told by a private mark. */
function text(value: Value): string {
  if (value instanceof Unknown) throw new NotYet(value);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw validationError(`Template error: a text was expected, and found ${JSON.stringify(value)}`);
}
class NotYet extends Error {
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    super(unknown.what);
    this.unknown = unknown;
  }
}
/** A function of something unknown is unknown. */
function orUnknown(compute: () => Value): Value {
  try {
    return compute();
  } catch (error) {
    if (error instanceof NotYet) return error.unknown;
    throw error;
  }
}

function list(value: Value, name: string): Value[] {
  if (value instanceof Unknown) throw new NotYet(value);
  if (!Array.isArray(value))
    throw validationError(`Template error: ${name} takes a list, and found ${JSON.stringify(value)}`);
  return value;
}

export function condition(name: string, environment: Environment): boolean {
  const found = environment.template.Conditions?.[name];
  if (found === undefined) throw validationError(`Template format error: Unresolved condition ${name}`);
  return truth(found, environment);
}

function truth(value: Value, environment: Environment): boolean {
  const result =
    isObject(value) && typeof value.Condition === 'string'
      ? condition(value.Condition, environment)
      : evaluate(value, environment);
  if (typeof result === 'boolean') return result;
  if (result === 'true' || result === 'false') return result === 'true';
  throw validationError(`Template error: a condition was expected, and found ${JSON.stringify(result)}`);
}

type Implementation = (argument: Value, environment: Environment) => Value;

function substitute(argument: Value, environment: Environment): Value {
  const [template, own] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof template !== 'string' || !isObject(own))
    throw validationError('Template error: Fn::Sub takes a text, or a text and a map');
  return orUnknown(() =>
    template.replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      const given = own[name];
      if (given !== undefined) return text(evaluate(given, environment));
      return text(name.includes('.') ? attribute(name, environment) : reference(name, environment));
    }),
  );
}

/** IPv4 only. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html */
function cidr(block: string, count: number, bits: number): string[] {
  const [base = '', prefix = '0'] = block.split('/');
  const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** bits;
  if (count * size > 2 ** (32 - Number(prefix)))
    throw validationError(`Template error: ${block} has no room for ${count} blocks of ${bits} bits`);
  return Array.from({ length: count }, (_, i) => {
    const address = start + i * size;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${32 - bits}`;
  });
}

const FUNCTIONS: Readonly<Record<string, Implementation>> = {
  'Fn::GetAtt': attribute,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, environment) =>
    orUnknown(() => {
      const [separator, parts] = list(argument, 'Fn::Join');
      return list(evaluate(parts, environment), 'Fn::Join').map(text).join(text(separator));
    }),
  'Fn::Split': (argument, environment) =>
    orUnknown(() => {
      const [separator, source] = list(argument, 'Fn::Split');
      return text(evaluate(source, environment)).split(text(separator));
    }),
  'Fn::Select': (argument, environment) =>
    orUnknown(() => {
      const [index, items] = list(argument, 'Fn::Select');
      const from = list(evaluate(items, environment), 'Fn::Select');
      const found = from[Number(text(evaluate(index, environment)))];
      if (found === undefined)
        throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${index}`);
      return found;
    }),
  'Fn::If': (argument, environment) => {
    const [name, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return evaluate(condition(text(name), environment) ? whenTrue : whenFalse, environment);
  },
  'Fn::Equals': (argument, environment) =>
    orUnknown(() => {
      const [a, b] = list(evaluate(argument, environment), 'Fn::Equals');
      return JSON.stringify(a) === JSON.stringify(b);
    }),
  'Fn::And': (argument, environment) => list(argument, 'Fn::And').every((one) => truth(one, environment)),
  'Fn::Or': (argument, environment) => list(argument, 'Fn::Or').some((one) => truth(one, environment)),
  'Fn::Not': (argument, environment) => !truth(list(argument, 'Fn::Not')[0], environment),
  'Fn::Contains': (argument, environment) =>
    orUnknown(() => {
      const [items, value] = list(argument, 'Fn::Contains');
      return list(evaluate(items, environment), 'Fn::Contains').includes(evaluate(value, environment));
    }),
  'Fn::FindInMap': (argument, environment) =>
    orUnknown(() => {
      const [map, top, second, options] = list(argument, 'Fn::FindInMap').map((part) => evaluate(part, environment));
      const found = environment.template.Mappings?.[text(map)]?.[text(top)]?.[text(second)];
      if (found !== undefined) return found;
      if (isObject(options) && 'DefaultValue' in options) return options.DefaultValue;
      throw validationError(`Template error: Unable to get mapping for ${text(map)}::${text(top)}::${text(second)}`);
    }),
  'Fn::Base64': (argument, environment) =>
    orUnknown(() => Buffer.from(text(evaluate(argument, environment))).toString('base64')),
  'Fn::Length': (argument, environment) => orUnknown(() => list(evaluate(argument, environment), 'Fn::Length').length),
  'Fn::ToJsonString': (argument, environment) => JSON.stringify(evaluate(argument, environment)),
  'Fn::GetAZs': (argument, environment) =>
    orUnknown(() => {
      const region = text(evaluate(argument, environment)) || text(environment.pseudo['AWS::Region']);
      return ['a', 'b', 'c'].map((zone) => `${region}${zone}`);
    }),
  'Fn::Cidr': (argument, environment) =>
    orUnknown(() => {
      const [block, count, bits] = list(evaluate(argument, environment), 'Fn::Cidr');
      return cidr(text(block), Number(text(count)), Number(text(bits)));
    }),
  'Fn::ImportValue': (argument, environment) =>
    orUnknown(() => environment.importValue(text(evaluate(argument, environment)))),
};
