import { causesIn, type Evaluated, isUnknown } from '../template/evaluate.ts';
import { isObject, type Json, type JsonObject, sameJson, scalarText } from '../template/json.ts';

/** How DescribeChangeSet shows a value that is known only after the change. */
export const KNOWN_AFTER_APPLY = '{{changeSet:KNOWN_AFTER_APPLY}}';

export interface Difference {
  /** As `/Tags/0/Value`. */
  readonly path: string;
  readonly kind: 'Add' | 'Modify' | 'Remove';
  readonly before?: string;
  readonly after?: string;
}

/** True when the values differ, or might once what they depend on is made. */
export function differs(before: Json | undefined, after: Evaluated | undefined): boolean {
  return causesIn(after).length > 0 || !sameJson(before, after);
}

/** Where two values differ, as deep as both have the same form. */
export function differences(before: Json | undefined, after: Evaluated | undefined, path: string): Difference[] {
  if (!differs(before, after)) return [];
  if (before === undefined) return [{ path, kind: 'Add', after: shownText(after) }];
  if (after === undefined) return [{ path, kind: 'Remove', before: shownText(before) }];
  if (!isUnknown(after)) {
    if (isObject(before) && isRecord(after))
      return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
        differences(before[name], after[name], `${path}/${name}`),
      );
    if (Array.isArray(before) && Array.isArray(after))
      return Array.from({ length: Math.max(before.length, after.length) }, (_, index) =>
        differences(before[index], after[index], `${path}/${index}`),
      ).flat();
  }
  return [{ path, kind: 'Modify', before: shownText(before), after: shownText(after) }];
}

const isRecord = (value: Evaluated): value is { readonly [name: string]: Evaluated } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isUnknown(value);

function shownText(value: Evaluated | undefined): string {
  if (value === undefined) return '';
  const visible = shown(value);
  return scalarText(visible) ?? JSON.stringify(visible);
}

/** A value with its unknown parts as DescribeChangeSet shows them. */
export function shown(value: Evaluated): Json {
  if (isUnknown(value)) return KNOWN_AFTER_APPLY;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: Evaluated) => shown(inner));
  return shownObject(value);
}

export function shownObject(value: object): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, inner]: [string, Evaluated]) => [name, shown(inner)]));
}
