import { expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import fc from 'fast-check';
import { narrowings } from '../../../policies/changes/json-schema.ts';

const object = (properties: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  type: 'object',
  properties,
  ...more,
});
const string = { type: 'string' };

const cases: readonly [what: string, before: unknown, after: unknown, expected: string[]][] = [
  ['the same', object({ A: string }), object({ A: string }), []],
  ['other words about it', object({ A: string }), object({ A: { ...string, description: 'x' } }), []],
  ['a new required field', object({ A: string }), object({ A: string }, { required: ['A'] }), ['A is required']],
  ['a field that is no longer required', object({ A: string }, { required: ['A'] }), object({ A: string }), []],
  ['a removed value of an enum', { enum: ['a', 'b'] }, { enum: ['b'] }, [' no longer takes "a"']],
  ['a new value of an enum', { enum: ['a'] }, { enum: ['a', 'b'] }, []],
  ['an enum where there was none', string, { ...string, enum: ['a'] }, [' takes only "a"']],
  ['a narrower type', { type: 'number' }, { type: 'integer' }, [' no longer takes number']],
  ['a wider type', { type: 'integer' }, { type: 'number' }, []],
  ['a type of several that goes', { type: ['string', 'null'] }, string, [' no longer takes null']],
  ['another type', object({ A: string }), object({ A: { type: 'integer' } }), ['A no longer takes string']],
  ['a shorter text', { maxLength: 9 }, { maxLength: 8 }, [' maxLength is 8 instead of 9']],
  ['a longer text', { maxLength: 8 }, { maxLength: 9 }, []],
  ['a text that has to be longer', { minLength: 1 }, { minLength: 2 }, [' minLength is 2 instead of 1']],
  ['a text that may be shorter', { minLength: 2 }, { minLength: 1 }, []],
  ['a limit where there was none', {}, { minimum: 1 }, [' minimum is 1 instead of none']],
  [
    'a field that is not taken any more',
    object({ A: string }),
    object({}, { additionalProperties: false }),
    ['A nothing is accepted any more', '* nothing is accepted any more'],
  ],
  [
    'a new field, where unknown ones were refused',
    object({}, { additionalProperties: false }),
    object({ A: string }, { additionalProperties: false }),
    [],
  ],
  [
    'a new field, where unknown ones were accepted',
    object({}),
    object({ A: string }),
    ['A no longer takes array, boolean, integer, null, number, object'],
  ],
  [
    'a field deep inside',
    object({ A: object({ B: string }) }),
    object({ A: object({ B: { type: 'null' } }) }),
    ['A.B no longer takes string'],
  ],
  ['items of a list', { items: string }, { items: { ...string, maxLength: 1 } }, ['[] maxLength is 1 instead of none']],
  ['a pattern that is not compared', { pattern: 'a' }, { pattern: 'a|b' }, [' pattern changes to "a|b"']],
  [
    'a name that every object has',
    object({}),
    object({ constructor: string }),
    ['constructor no longer takes array, boolean, integer, null, number, object'],
  ],
  [
    'names by pattern',
    { patternProperties: { '^x': {} }, additionalProperties: false },
    { additionalProperties: false },
    [' patternProperties changes to undefined'],
  ],
];

test.each(cases)('%s', (_, before, after, expected) => {
  expect(narrowings(before, after).map(({ at, what }) => `${at} ${what}`)).toEqual(expected);
});

/** Few keywords, names and values, so that two schemas are often comparable and documents often valid. */
const leaf = {
  type: fc.constantFrom<unknown>('object', 'string', 'integer', 'number', 'array', ['string', 'null']),
  enum: fc.constantFrom<unknown>(['a'], ['a', 'b'], ['a', 1, null]),
  minLength: fc.nat(2),
  maxLength: fc.integer({ min: 1, max: 3 }),
  minimum: fc.integer({ min: -1, max: 1 }),
  required: fc.constantFrom(['A'], ['B'], ['A', 'B']),
  not: fc.constantFrom<unknown>({ type: 'null' }, { enum: ['b'] }),
};
const inner = fc.record(leaf, { requiredKeys: [] });
const schema = fc.record(
  {
    ...leaf,
    properties: fc.dictionary(fc.constantFrom('A', 'B'), inner, { maxKeys: 2 }),
    patternProperties: fc.constantFrom<unknown>({ '^A': {} }, { '^B': { type: 'string' } }),
    additionalProperties: fc.oneof(fc.boolean(), inner),
    items: inner,
    maxItems: fc.nat(2),
  },
  { requiredKeys: [] },
);
const atom = fc.constantFrom<unknown>('', 'a', 'b', 'abc', -1, 0, 1, 1.5, 2, null, true);
const document = fc.oneof(
  atom,
  fc.array(atom, { maxLength: 2 }),
  fc.dictionary(fc.constantFrom('A', 'B', 'C'), atom, { maxKeys: 2 }),
);

/** A schema and one that came from it: some keywords taken from another, some removed, most as they are. */
const pair = fc
  .tuple(
    schema,
    schema,
    fc.array(
      fc.constantFrom(
        ...Object.keys(leaf),
        'properties',
        'patternProperties',
        'additionalProperties',
        'items',
        'maxItems',
      ),
      { maxLength: 3 },
    ),
  )
  .map(([before, other, changed]) => {
    const untouched = Object.entries(before).filter(([keyword]) => !changed.includes(keyword));
    const taken = Object.entries(other).filter(([keyword]) => changed.includes(keyword));
    return [before, Object.fromEntries([...untouched, ...taken])] as const;
  });

test('where nothing is narrowed, every document that was valid is valid', () => {
  const ajv = new Ajv.default({ strict: false, validateSchema: false });
  const valid = (one: object) => ajv.compile(one);
  let compared = 0;
  fc.assert(
    fc.property(pair, fc.array(document, { minLength: 30, maxLength: 30 }), ([before, after], documents) => {
      if (narrowings(before, after).length > 0) return;
      compared += 1;
      const [was, is] = [valid(before), valid(after)];
      for (const value of documents) if (was(value)) expect(is(value)).toBe(true);
    }),
    { numRuns: 250 },
  );
  expect(compared).toBeGreaterThan(30);
});
