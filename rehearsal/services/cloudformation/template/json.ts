/** A value of a template, and of what its functions give. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}

/** A string, or the text of a number or boolean: CloudFormation makes no difference between 5 and "5". */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Equal as CloudFormation sees it: scalars by their text, objects without regard to the order of their names. */
export function sameJson(one: unknown, other: unknown): boolean {
  const [a, b] = [scalarText(one), scalarText(other)];
  if (a !== undefined || b !== undefined) return a === b;
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => sameJson(item, other[index]));
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => name in other && sameJson(one[name], other[name]))
    );
  }
  return one === other;
}
