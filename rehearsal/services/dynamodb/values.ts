import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { validation } from './errors.ts';
import { normalizeNumber } from './numbers.ts';

/** An attribute's value as it is stored: one type and its content; bytes as base64, so that it is JSON. */
export type Value =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly Value[] }
  | { readonly M: Readonly<Record<string, Value>> };
export type Item = Readonly<Record<string, Value>>;
export type TypeName = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

export const MOST_ITEM_BYTES = 400 * 1024;
const DEEPEST = 32;

export function typeOf(value: Value): TypeName {
  for (const name in value) if (isTypeName(name)) return name;
  throw new Error('A stored attribute value has no type');
}
const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const isTypeName = (name: string): name is TypeName => TYPES.has(name);

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
function distinct(values: readonly string[], what: string): readonly string[] {
  if (values.length === 0)
    throw validation(`One or more parameter values were invalid: An ${what} set  may not be empty`);
  if (new Set(values).size !== values.length)
    throw validation(
      `One or more parameter values were invalid: Input collection ${JSON.stringify(values).replaceAll('"', '').replaceAll(',', ', ')} contains duplicates.`,
    );
  return values;
}

/**
 * What came over the wire as a stored value.
 * @throws ServiceError ValidationException
 */
export function readValue(given: AttributeValue, depth = 0): Value {
  if (depth > DEEPEST) throw validation('Nesting Levels have exceeded supported limits');
  const members = Object.entries(given).filter(([, member]) => member !== undefined);
  if (members.length !== 1)
    throw validation(
      members.length === 0
        ? 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
        : 'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  if (given.S !== undefined) return { S: given.S };
  if (given.N !== undefined) return { N: normalizeNumber(given.N) };
  if (given.B !== undefined) return { B: base64(given.B) };
  if (given.BOOL !== undefined) return { BOOL: given.BOOL };
  if (given.NULL !== undefined) {
    if (!given.NULL)
      throw validation(
        'One or more parameter values were invalid: Null attribute value types must have the value of true',
      );
    return { NULL: true };
  }
  if (given.SS !== undefined) return { SS: distinct(given.SS, 'string') };
  if (given.NS !== undefined) return { NS: distinct(given.NS.map(normalizeNumber), 'number') };
  if (given.BS !== undefined) return { BS: distinct(given.BS.map(base64), 'binary') };
  if (given.L !== undefined) return { L: given.L.map((one) => readValue(one, depth + 1)) };
  if (given.M !== undefined) return { M: readItem(given.M, depth + 1) };
  throw validation('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

export function readItem(given: Readonly<Record<string, AttributeValue>> | undefined, depth = 0): Item {
  const item: Record<string, Value> = {};
  for (const name in given) {
    const value = given[name];
    if (value !== undefined) item[name] = readValue(value, depth);
  }
  return item;
}

/** The value in the SDK's form. */
export function writeValue(value: Value): AttributeValue {
  if ('B' in value) return { B: Buffer.from(value.B, 'base64') };
  if ('BS' in value) return { BS: value.BS.map((one) => Buffer.from(one, 'base64')) };
  if ('L' in value) return { L: value.L.map(writeValue) };
  if ('M' in value) return { M: writeItem(value.M) };
  if ('SS' in value) return { SS: [...value.SS] };
  if ('NS' in value) return { NS: [...value.NS] };
  return value;
}
export function writeItem(item: Item): Record<string, AttributeValue> {
  const written: Record<string, AttributeValue> = {};
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) written[name] = writeValue(value);
  }
  return written;
}

const bytesOf = (text: string) => Buffer.byteLength(text, 'base64');
/** Bytes of a number: about half of its digits and one: CapacityUnitCalculations.html */
const numberBytes = (text: string) =>
  Math.ceil(text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length / 2) + (text.startsWith('-') ? 2 : 1);

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export function valueBytes(value: Value): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberBytes(value.N);
  if ('B' in value) return bytesOf(value.B);
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('SS' in value) return value.SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  if ('NS' in value) return value.NS.reduce((sum, one) => sum + numberBytes(one), 0);
  if ('BS' in value) return value.BS.reduce((sum, one) => sum + bytesOf(one), 0);
  if ('L' in value) return 3 + value.L.reduce((sum, one) => sum + 1 + valueBytes(one), 0);
  return 3 + itemBytes(value.M) + Object.keys(value.M).length;
}
export function itemBytes(item: Item): number {
  let sum = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) sum += Buffer.byteLength(name) + valueBytes(value);
  }
  return sum;
}
