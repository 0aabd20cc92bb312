import type { NormalizedSchema } from '@smithy/core/schema';
import { ServiceError } from '../kernel/errors.ts';
import type { OperationModel } from './model.ts';

/**
 * Checks that each member of an input has the type of the contract. The SDK's codecs pass on what a body has in its place,
 * since they read answers of AWS, which are right.
 * @throws ServiceError `SerializationException` naming the member, what it has to be and what it is
 */
export function checkShape(operation: OperationModel, input: Readonly<Record<string, unknown>>): void {
  if (operation.input.isStructSchema()) checkMembers(operation.input, input, '');
}

function checkMembers(schema: NormalizedSchema, value: object, path: string): void {
  for (const [name, member] of schema.structIterator()) {
    // What is the whole body may be of any type, and come in pieces.
    if (member.isStreaming() || member.getMergedTraits().httpPayload) continue;
    check(member, Reflect.get(value, name), path === '' ? name : `${path}.${name}`);
  }
}

function check(schema: NormalizedSchema, value: unknown, path: string): void {
  if (value === undefined || value === null || schema.isDocumentSchema()) return;
  const [wanted, isWanted] = kindOf(schema);
  if (!isWanted(value)) {
    throw new ServiceError('SerializationException', `'${path}' has to be ${wanted}, and is ${told(value)}`, 400);
  }
  if (typeof value !== 'object') return;
  if (schema.isStructSchema()) checkMembers(schema, value, path);
  else if (schema.isListSchema() && Array.isArray(value))
    for (const [index, one] of value.entries()) check(schema.getValueSchema(), one, `${path}[${index}]`);
  else if (schema.isMapSchema())
    for (const [key, one] of Object.entries(value)) check(schema.getValueSchema(), one, `${path}.${key}`);
}

const isObject = (value: unknown): boolean => typeof value === 'object' && !Array.isArray(value);

/** What a value of a schema is called, and whether one is. */
function kindOf(schema: NormalizedSchema): readonly [wanted: string, isWanted: (value: unknown) => boolean] {
  if (schema.isListSchema()) return ['a list', Array.isArray];
  if (schema.isMapSchema()) return ['a map', isObject];
  if (schema.isStructSchema()) return ['a structure', isObject];
  // Text of a media type comes as an object that extends String.
  if (schema.isStringSchema()) return ['a string', (value) => typeof value === 'string' || value instanceof String];
  if (schema.isBooleanSchema()) return ['a boolean', (value) => typeof value === 'boolean'];
  if (schema.isTimestampSchema()) return ['a timestamp', (value) => value instanceof Date];
  if (schema.isBlobSchema()) return ['bytes', (value) => value instanceof Uint8Array];
  if (schema.isNumericSchema()) return ['a number', (value) => typeof value === 'number'];
  return ['', () => true];
}

const LONGEST = 60;

function told(value: unknown): string {
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > LONGEST ? `${json.slice(0, LONGEST)}...` : json;
}
