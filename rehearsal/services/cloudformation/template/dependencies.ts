import { calledFunction } from './evaluate.ts';
import { isList, isObject, type Json } from './json.ts';
import { substitutionParts } from './substitution.ts';
import type { Template } from './template.ts';

/** What an expression refers to by `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export interface References {
  /** Names after `Ref`: parameters, pseudo parameters, resources. */
  readonly names: ReadonlySet<string>;
  /** Logical ids whose attributes are read. */
  readonly attributes: ReadonlySet<string>;
}

/** References of `value`, of `Fn::If` only in the branch that is taken. */
export function referencesIn(value: Json | undefined, condition: (name: string) => boolean): References {
  const names = new Set<string>();
  const attributes = new Set<string>();
  const walk = (part: Json): void => {
    if (isList(part)) {
      for (const item of part) walk(item);
      return;
    }
    if (!isObject(part)) return;
    const call = calledFunction(part);
    if (call === undefined) {
      for (const inner of Object.values(part)) walk(inner);
      return;
    }
    const { name, argument } = call;
    if (name === 'Ref') names.add(String(argument));
    else if (name === 'Fn::GetAtt') addAttribute(argument);
    else if (name === 'Fn::Sub') addSubstitution(argument);
    else if (name === 'Fn::If' && isList(argument) && typeof argument[0] === 'string')
      walk((condition(argument[0]) ? argument[1] : argument[2]) ?? null);
    else walk(argument);
  };
  const addAttribute = (argument: Json) => {
    const id = isList(argument) ? argument[0] : String(argument).split('.')[0];
    if (typeof id === 'string') attributes.add(id);
    if (isList(argument)) for (const inner of argument.slice(1)) walk(inner);
  };
  const addSubstitution = (argument: Json) => {
    const [template, variables] = isList(argument) ? argument : [argument];
    if (isObject(variables)) walk(variables);
    for (const part of substitutionParts(typeof template === 'string' ? template : '')) {
      if (part.literal || (isObject(variables) && part.text in variables)) continue;
      const [id = '', attribute] = part.text.split('.', 2);
      if (attribute === undefined) names.add(id);
      else attributes.add(id);
    }
  };
  walk(value ?? null);
  return { names, attributes };
}

/** The resources of a template whose condition holds, each with the resources that must exist before it. */
export function dependencyGraph(template: Template, condition: (name: string) => boolean): Map<string, string[]> {
  const present = new Map(
    Object.entries(template.Resources).filter(([, { Condition }]) => Condition === undefined || condition(Condition)),
  );
  return new Map(
    [...present].map(([id, resource]) => {
      const properties = referencesIn(resource.Properties, condition);
      const policy = referencesIn(resource.UpdatePolicy, condition);
      const all = new Set([
        ...properties.names,
        ...properties.attributes,
        ...policy.names,
        ...policy.attributes,
        ...(resource.DependsOn ?? []),
      ]);
      return [id, [...all].filter((other) => present.has(other))];
    }),
  );
}
