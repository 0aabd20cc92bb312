import { templateError } from '../errors.ts';
import { isList, isObject, type Json, type JsonObject, scalarText } from './json.ts';

const LOOP = 'Fn::ForEach::';

/**
 * Unrolls `Fn::ForEach` loops: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
 * A collection is a list of texts; one that refers to a parameter takes the parameter's default.
 */
export function expandLoops(template: JsonObject): JsonObject {
  const defaults = isObject(template.Parameters) ? template.Parameters : {};
  const expand = (value: Json): Json => {
    if (isList(value)) return value.map(expand);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, inner]) =>
        name.startsWith(LOOP)
          ? Object.entries(unroll(name, inner, defaults)).map(([key, item]) => [key, expand(item)])
          : [[name, expand(inner)]],
      ),
    );
  };
  const expanded = expand(template);
  return isObject(expanded) ? expanded : template;
}

function unroll(name: string, loop: Json, defaults: JsonObject): JsonObject {
  const [identifier, collection, body] = isList(loop) ? loop : [];
  if (typeof identifier !== 'string' || collection === undefined || !isObject(body))
    throw templateError(`${name} needs an identifier, a collection and an output map`);
  const unrolled: Record<string, Json> = {};
  for (const item of items(name, collection, defaults))
    for (const [key, value] of Object.entries(body))
      unrolled[substitute(key, identifier, item)] = replace(value, identifier, item);
  return unrolled;
}

function items(name: string, collection: Json, parameters: JsonObject): string[] {
  if (isList(collection))
    return collection.map((item) => {
      const text = scalarText(item);
      if (text === undefined) throw templateError(`the collection of ${name} must be a list of strings`);
      return text;
    });
  const parameter = isObject(collection) && typeof collection.Ref === 'string' ? parameters[collection.Ref] : undefined;
  const value = isObject(parameter) ? parameter.Default : undefined;
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  throw templateError(`the collection of ${name} must be a list, or a Ref to a list parameter with a default`);
}

const substitute = (text: string, identifier: string, item: string) =>
  text.replaceAll(`\${${identifier}}`, item).replaceAll(`&{${identifier}}`, item.replace(/[^A-Za-z0-9]/g, ''));

function replace(value: Json, identifier: string, item: string): Json {
  if (typeof value === 'string') return substitute(value, identifier, item);
  if (isList(value)) return value.map((inner) => replace(inner, identifier, item));
  if (!isObject(value)) return value;
  if (value.Ref === identifier) return item;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [substitute(key, identifier, item), replace(inner, identifier, item)]),
  );
}
