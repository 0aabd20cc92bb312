import { templateError, templateFormat } from '../errors.ts';
import { type Environment, evaluate, isUnknown, NO_VALUE } from './evaluate.ts';
import { isList, isObject, type Json, type JsonObject, sameJson, scalarText } from './json.ts';

/**
 * The truth of every condition of a template.
 * @param environment answers parameters and mappings only: conditions cannot refer to resources
 */
export function evaluateConditions(
  conditions: JsonObject,
  environment: Pick<Environment, 'parameter' | 'mapping' | 'zones'>,
): Record<string, boolean> {
  const known: Record<string, boolean> = {};
  const underWay = new Set<string>();
  const truth = (name: string): boolean => {
    const already = known[name];
    if (already !== undefined) return already;
    const expression = conditions[name];
    if (expression === undefined) throw templateFormat(`Unresolved condition dependency ${name}`);
    if (underWay.has(name)) throw templateFormat(`Circular condition dependency ${name}`);
    underWay.add(name);
    const result = holds(expression, inner);
    known[name] = result;
    return result;
  };
  const noResource = (name: string): never => {
    throw templateFormat(
      `Unresolved dependencies [${name}]. Cannot reference resources in the Conditions block of the template`,
    );
  };
  const inner: Environment = {
    parameter: (name) => environment.parameter(name),
    mapping: (...path) => environment.mapping(...path),
    zones: (region) => environment.zones(region),
    condition: truth,
    reference: noResource,
    attribute: noResource,
    imported: noResource,
    stackOutput: noResource,
  };
  for (const name of Object.keys(conditions)) truth(name);
  return known;
}

/** The truth of a condition or rule expression. */
export function holds(expression: Json, environment: Environment): boolean {
  const [name, ...more] = isObject(expression) ? Object.keys(expression) : [];
  if (!isObject(expression) || name === undefined || more.length > 0)
    throw templateFormat(
      `Conditions can only be boolean operations on parameters and other conditions, not ${JSON.stringify(expression)}`,
    );
  const argument = expression[name] ?? null;
  if (name === 'Condition') return environment.condition(String(argument));
  const items = isList(argument) ? argument : [];
  switch (name) {
    case 'Fn::Equals': {
      const [one = null, other = null] = items;
      if (items.length !== 2) throw templateError('Fn::Equals requires a list argument with two elements');
      return sameJson(value(one, environment), value(other, environment));
    }
    case 'Fn::Not':
      if (items.length !== 1) throw templateError('Fn::Not requires a list argument with one element');
      return !holds(items[0] ?? null, environment);
    case 'Fn::And':
      return items.every((item) => holds(item, environment));
    case 'Fn::Or':
      return items.some((item) => holds(item, environment));
    case 'Fn::Contains': {
      const [list = null, wanted = null] = items;
      return texts(list, environment).includes(scalarText(value(wanted, environment)) ?? '');
    }
    case 'Fn::EachMemberIn': {
      const [members = null, allowed = null] = items;
      const set = texts(allowed, environment);
      return texts(members, environment).every((member) => set.includes(member));
    }
    case 'Fn::EachMemberEquals': {
      const [members = null, wanted = null] = items;
      const text = scalarText(value(wanted, environment));
      return texts(members, environment).every((member) => member === text);
    }
    default:
      throw templateFormat(`${name} is not a boolean operation of a condition`);
  }
}

function value(expression: Json, environment: Environment): unknown {
  const result = evaluate(expression, environment);
  if (result === NO_VALUE || isUnknown(result)) throw templateError('A condition needs a definite value');
  return result;
}

function texts(expression: Json, environment: Environment): string[] {
  const list = value(expression, environment);
  if (!Array.isArray(list)) throw templateError(`${JSON.stringify(expression)} must be a list of strings`);
  return list.map((item) => scalarText(item) ?? '');
}
