import { validation } from './errors.ts';
import { sortableNumber } from './numbers.ts';
import type { Index, KeyAttribute, KeySchema } from './tables.ts';
import { type Item, itemBytes, typeOf, type Value } from './values.ts';

const LONGEST_HASH_BYTES = 2_048;
const LONGEST_RANGE_BYTES = 1_024;

/** A key as two texts whose byte order is the order of the values. */
export interface EncodedKey {
  readonly hash: string;
  readonly range: string;
}

/** A key attribute's value as text in sort order. */
export function encodeKeyValue(value: Value): string {
  if ('S' in value) return value.S;
  if ('N' in value) return sortableNumber(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64').toString('hex');
  throw new Error(`A key of type ${typeOf(value)} was stored`);
}

export const keyNames = (keys: KeySchema): string[] =>
  keys.range === undefined ? [keys.hash.name] : [keys.hash.name, keys.range.name];

function checkContent(attribute: KeyAttribute, value: Value, longest: number): void {
  const text = 'S' in value ? value.S : 'B' in value ? value.B : '1';
  if (text === '')
    throw validation(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. Key: ${attribute.name}`,
    );
  if (itemBytes({ '': value }) > longest)
    throw validation(
      `One or more parameter values were invalid: Size of ${longest === LONGEST_HASH_BYTES ? 'hashkey' : 'rangekey'} has exceeded the maximum size limit of${longest} bytes`,
    );
}

/**
 * The primary key of an item that is to be written.
 * @throws ServiceError ValidationException for a missing or mistyped key attribute
 */
export function keyOfItem(keys: KeySchema, item: Item): EncodedKey {
  const part = (attribute: KeyAttribute, longest: number): string => {
    const value = item[attribute.name];
    if (value === undefined)
      throw validation(`One or more parameter values were invalid: Missing the key ${attribute.name} in the item`);
    if (typeOf(value) !== attribute.type)
      throw validation(
        `One or more parameter values were invalid: Type mismatch for key ${attribute.name} expected: ${attribute.type} actual: ${typeOf(value)}`,
      );
    checkContent(attribute, value, longest);
    return encodeKeyValue(value);
  };
  return {
    hash: part(keys.hash, LONGEST_HASH_BYTES),
    range: keys.range === undefined ? '' : part(keys.range, LONGEST_RANGE_BYTES),
  };
}

/** A key that a request names: exactly the key attributes, rightly typed. */
export function keyOfRequest(keys: KeySchema, key: Item): EncodedKey {
  const names = keyNames(keys);
  const attributes = [keys.hash, ...(keys.range === undefined ? [] : [keys.range])];
  const fits =
    Object.keys(key).length === names.length &&
    attributes.every(({ name, type }) => {
      const value = key[name];
      return value !== undefined && typeOf(value) === type;
    });
  if (!fits) throw validation('The provided key element does not match the schema');
  return keyOfItem(keys, key);
}

/** Where an item stands in an index; undefined when it lacks a key attribute and so is not in it. */
export function keyInIndex(index: Index, item: Item): EncodedKey | undefined {
  const hash = item[index.keys.hash.name];
  const range = index.keys.range === undefined ? undefined : item[index.keys.range.name];
  if (hash === undefined || (index.keys.range !== undefined && range === undefined)) return undefined;
  return { hash: encodeKeyValue(hash), range: range === undefined ? '' : encodeKeyValue(range) };
}

/** @throws ServiceError when an attribute that keys an index has another type than the index says */
export function checkIndexKeys(indexes: readonly Index[], item: Item): void {
  for (const { name: indexName, keys } of indexes)
    for (const attribute of [keys.hash, ...(keys.range === undefined ? [] : [keys.range])]) {
      const value = item[attribute.name];
      if (value === undefined) continue;
      if (typeOf(value) !== attribute.type)
        throw validation(
          `One or more parameter values were invalid: Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${typeOf(value)} IndexName: ${indexName}`,
        );
      if (('S' in value && value.S === '') || ('B' in value && value.B === ''))
        throw validation(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. IndexName: ${indexName}, IndexKey: ${attribute.name}`,
        );
    }
}

/** Only the key attributes of an item. */
export function pick(item: Item, names: readonly string[]): Item {
  const picked: Record<string, Value> = {};
  for (const name of names) {
    const value = item[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
