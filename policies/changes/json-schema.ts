import { listOf } from '../template.ts';
import { canonical, same } from './template.ts';

/** Something that a schema accepted and its successor refuses. */
export interface Narrowing {
  /** Where in the document, such as `Address.City`; empty for the document as a whole. */
  readonly at: string;
  readonly what: string;
}

/** Keywords that say nothing about what is accepted. */
const ANNOTATIONS = new Set(['$schema', '$id', 'id', '$comment', 'title', 'description', 'default', 'examples']);
/** The larger, the less is accepted. */
const LOWER_LIMITS = ['minLength', 'minimum', 'minItems', 'minProperties'];
/** The smaller, the less is accepted. */
const UPPER_LIMITS = ['maxLength', 'maximum', 'maxItems', 'maxProperties'];
const JUDGED = new Set([
  'type',
  'enum',
  'required',
  'properties',
  'additionalProperties',
  'items',
  ...LOWER_LIMITS,
  ...UPPER_LIMITS,
]);
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

type Schema = Readonly<Record<string, unknown>>;

/**
 * What `after` may refuse of what `before` accepts, for the JSON schemas (draft 4) of API Gateway's models.
 *
 * Sound and not complete: no narrowing means that every document that was valid stays valid; where the two cannot be
 * compared keyword by keyword (a reference, a pattern, a combination that changed), it is told as a narrowing.
 *
 * @param before `true` or an empty schema accepts everything, `false` nothing
 */
export function narrowings(before: unknown, after: unknown, at = ''): readonly Narrowing[] {
  if (before === false || after === undefined || after === true) return [];
  if (after === false) return [{ at, what: 'nothing is accepted any more' }];
  const [old, now] = [asSchema(before), asSchema(after)];
  if (now === undefined || old === undefined) return [{ at, what: 'is no JSON schema' }];
  if (same(withoutAnnotations(old), withoutAnnotations(now))) return [];
  return [
    ...narrowedType(old, now, at),
    ...narrowedEnum(old, now, at),
    ...narrowedLimits(old, now, at),
    ...narrowedProperties(old, now, at),
    ...narrowedItems(old, now, at),
    ...changedOtherwise(old, now, at),
  ];
}

function asSchema(value: unknown): Schema | undefined {
  if (value === undefined || value === true) return {};
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

const withoutAnnotations = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ANNOTATIONS.has(keyword)));

/** The types that a schema accepts; `integer` goes with `number`. */
function typesOf(schema: Schema): ReadonlySet<unknown> {
  const types = new Set<unknown>(schema.type === undefined ? TYPES : listOf(schema.type));
  if (types.has('number')) types.add('integer');
  return types;
}

function narrowedType(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  const taken = typesOf(now);
  const lost = [...typesOf(old)].filter((type) => !taken.has(type));
  return lost.length === 0 ? [] : [{ at, what: `no longer takes ${lost.join(', ')}` }];
}

function narrowedEnum(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  if (now.enum === undefined) return [];
  if (old.enum === undefined) return [{ at, what: `takes only ${listOf(now.enum).map(canonical).join(', ')}` }];
  const taken = new Set(listOf(now.enum).map(canonical));
  const lost = listOf(old.enum)
    .map(canonical)
    .filter((value) => !taken.has(value));
  return lost.length === 0 ? [] : [{ at, what: `no longer takes ${lost.join(', ')}` }];
}

function narrowedLimits(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  const judge = (keyword: string, narrower: (was: number, is: number) => boolean): readonly Narrowing[] => {
    const [was, is] = [old[keyword], now[keyword]];
    if (is === undefined || same(was, is)) return [];
    if (typeof was === 'number' && typeof is === 'number' && !narrower(was, is)) return [];
    return [{ at, what: `${keyword} is ${canonical(is)} instead of ${was === undefined ? 'none' : canonical(was)}` }];
  };
  return [
    ...LOWER_LIMITS.flatMap((keyword) => judge(keyword, (was, is) => is > was)),
    ...UPPER_LIMITS.flatMap((keyword) => judge(keyword, (was, is) => is < was)),
  ];
}

function narrowedProperties(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  const below = (name: string) => (at === '' ? name : `${at}.${name}`);
  const required = new Set(listOf(old.required));
  const was = asSchema(old.properties) ?? {};
  const is = asSchema(now.properties) ?? {};
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [
    ...listOf(now.required)
      .filter((name) => !required.has(name))
      .map((name) => ({ at: below(String(name)), what: 'is required' })),
    // A property that a schema does not name is judged by its additionalProperties.
    ...[...names].flatMap((name) =>
      narrowings(
        own(was, name) ?? old.additionalProperties ?? true,
        own(is, name) ?? now.additionalProperties ?? true,
        below(name),
      ),
    ),
    ...narrowings(old.additionalProperties ?? true, now.additionalProperties ?? true, below('*')),
  ];
}

function narrowedItems(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  if (same(old.items, now.items) || now.items === undefined) return [];
  if (Array.isArray(old.items) || Array.isArray(now.items)) return [{ at, what: 'items change' }];
  return narrowings(old.items, now.items, `${at}[]`);
}

/** Keywords that are not compared: new or different ones may refuse something, some of them also when they go. */
function changedOtherwise(old: Schema, now: Schema, at: string): readonly Narrowing[] {
  // What patternProperties takes, additionalProperties does not judge; beside a $ref nothing else counts.
  const entangled = ['$ref', 'definitions'];
  if (old.patternProperties !== undefined || now.patternProperties !== undefined) {
    entangled.push('patternProperties', 'properties', 'additionalProperties');
  }
  const keywords = Object.keys(now).filter((keyword) => !JUDGED.has(keyword) && !ANNOTATIONS.has(keyword));
  return [...new Set([...keywords, ...entangled])]
    .filter((keyword) => !same(old[keyword], now[keyword]))
    .map((keyword) => ({ at, what: `${keyword} changes to ${canonical(now[keyword])}` }));
}

/** A property of its own and not one of every object, such as `constructor`. */
const own = (schema: Schema, name: string): unknown => (Object.hasOwn(schema, name) ? schema[name] : undefined);
