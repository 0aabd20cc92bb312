import type { PatchOperation } from '@aws-sdk/client-api-gateway';
import { badRequest } from './errors.ts';

/** Sets what a path names, or removes it when `value` is undefined. `names` are the path's variable parts, decoded. */
export type Setter<T> = (target: T, value: string | undefined, names: readonly string[]) => void;

/** By path, where `*` stands for one variable segment: such as `/variables/*`. */
export type PatchRules<T> = Readonly<Record<string, Setter<T>>>;

const decode = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~');

function match(pattern: string, segments: readonly string[]): string[] | undefined {
  const parts = pattern.split('/').slice(1);
  if (parts.length !== segments.length) return undefined;
  const names: string[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part === '*') names.push(decode(segment));
    else if (part !== segment) return undefined;
  }
  return names;
}

/**
 * Applies patch operations to a document.
 * https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
 * @throws ServiceError BadRequestException for a path or an operation that the document does not have
 */
export function applyPatch<T>(target: T, operations: readonly PatchOperation[] | undefined, rules: PatchRules<T>): T {
  for (const { op, path = '', value } of operations ?? []) {
    const segments = path.split('/').slice(1);
    const found = Object.entries(rules).flatMap(([pattern, set]) => {
      const names = match(pattern, segments);
      return names === undefined ? [] : [{ set, names }];
    })[0];
    if (found === undefined)
      throw badRequest(
        `Invalid patch path '${path}' specified for op '${op}'. Must be one of: [${Object.keys(rules).join(', ')}]`,
      );
    if (op !== 'add' && op !== 'replace' && op !== 'remove')
      throw badRequest(`Invalid patch operation specified: '${op}' for path '${path}'`);
    found.set(target, op === 'remove' ? undefined : (value ?? ''), found.names);
  }
  return target;
}

/** @throws ServiceError BadRequestException */
export function asBoolean(value: string | undefined): boolean {
  if (value === undefined || value.toLowerCase() === 'false') return false;
  if (value.toLowerCase() === 'true') return true;
  throw badRequest(`Invalid boolean value '${value}' specified`);
}

/** @throws ServiceError BadRequestException */
export function asNumber(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number)) throw badRequest(`Invalid number '${value}' specified`);
  return number;
}

/** Puts or removes one entry of a record. */
export function setEntry<V>(record: Record<string, V>, name: string | undefined, value: V | undefined): void {
  if (name === undefined) return;
  if (value === undefined) delete record[name];
  else record[name] = value;
}

/** The list with `item`, or without it. */
export const withItem = (list: readonly string[], item: string, present: boolean): string[] => [
  ...list.filter((one) => one !== item),
  ...(present ? [item] : []),
];
