import { templateError, validation } from '../errors.ts';
import { functions } from './functions.ts';
import { isList, isObject, type Json, type JsonObject } from './json.ts';

/** Marks a value that is known only once resources were made; `causes` are those resources and attributes. */
const UNKNOWN: unique symbol = Symbol('known after apply');
export interface Cause {
  readonly source: 'ResourceReference' | 'ResourceAttribute';
  /** Logical id, or `LogicalId.Attribute`. */
  readonly entity: string;
}
export interface Unknown {
  readonly [UNKNOWN]: readonly Cause[];
}
export type Evaluated =
  | string
  | number
  | boolean
  | null
  | Unknown
  | readonly Evaluated[]
  | { readonly [name: string]: Evaluated };

export const unknown = (causes: readonly Cause[]): Unknown => ({ [UNKNOWN]: causes });
export const isUnknown = (value: unknown): value is Unknown =>
  typeof value === 'object' && value !== null && UNKNOWN in value;

/** Every cause in `value`, at any depth. */
export function causesIn(value: Evaluated | undefined): readonly Cause[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isUnknown(value)) return value[UNKNOWN];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((inner: Evaluated) => causesIn(inner));
}

/** `AWS::NoValue`: the property or list item is left out. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** What a template's functions can ask for. */
export interface Environment {
  /** By name, lists as lists; pseudo parameters too. */
  parameter(name: string): Json | undefined;
  mapping(map: string, first: string, second: string): Json | undefined;
  condition(name: string): boolean;
  /** Undefined for a name that is no resource of the template, or one whose condition does not hold. */
  reference(logicalId: string): Evaluated | undefined;
  attribute(logicalId: string, name: string): Evaluated | undefined;
  /** @throws ServiceError ValidationError when there is no such export */
  imported(exportName: string): Json;
  stackOutput(stackName: string, outputName: string, region: string): Json;
  zones(region: string): readonly string[];
}

type Result = Evaluated | typeof NO_VALUE;

/**
 * The value of a template expression.
 * @throws ServiceError ValidationError that names a function used wrongly, or something that does not exist
 */
export function evaluate(value: Json, environment: Environment): Result {
  if (isList(value)) return value.map((item) => evaluate(item, environment)).filter((item) => item !== NO_VALUE);
  if (!isObject(value)) return value;
  const call = calledFunction(value);
  if (call !== undefined) return apply(call.name, call.argument, environment);
  const result: Record<string, Evaluated> = {};
  for (const [name, inner] of Object.entries(value)) {
    const evaluated = evaluate(inner, environment);
    if (evaluated !== NO_VALUE) result[name] = evaluated;
  }
  return result;
}

/** The function that an object with one name calls; a policy's `Condition` is an object too, so that only a text counts there. */
export function calledFunction(value: JsonObject): { name: string; argument: Json } | undefined {
  const [name, ...more] = Object.keys(value);
  if (name === undefined || more.length > 0) return undefined;
  const argument = value[name] ?? null;
  if (name === 'Ref' && typeof argument === 'string') return { name, argument };
  if (name.startsWith('Fn::')) return { name, argument };
  return undefined;
}

function apply(name: string, argument: Json, environment: Environment): Result {
  if (name === 'Ref') return reference(String(argument), environment);
  if (name === 'Fn::If') {
    const [condition, yes = null, no = null] = isList(argument) ? argument : [];
    if (typeof condition !== 'string' || !isList(argument) || argument.length !== 3)
      throw templateError('Fn::If requires a list argument with three elements');
    return evaluate(environment.condition(condition) ? yes : no, environment);
  }
  const implementation = functions[name];
  if (implementation === undefined) throw templateError(`the rehearsal does not support the function ${name}`);
  return implementation(argument, environment, (inner) => definite(inner, environment, name));
}

function definite(value: Json, environment: Environment, name: string): Evaluated {
  const result = evaluate(value, environment);
  if (result === NO_VALUE) throw templateError(`AWS::NoValue is not a valid argument of ${name}`);
  return result;
}

export function reference(name: string, environment: Environment): Result {
  if (name === 'AWS::NoValue') return NO_VALUE;
  const value = environment.parameter(name) ?? environment.reference(name);
  if (value !== undefined) return value;
  throw validation(
    `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
  );
}

/** An evaluated value in which nothing is unknown, as it is when resources are being made. */
export function settled(value: Evaluated): Json {
  if (isUnknown(value)) throw new Error(`A value depends on what is not made yet: ${JSON.stringify(causesIn(value))}`);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Evaluated) => settled(item));
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, settled(inner)]));
}
