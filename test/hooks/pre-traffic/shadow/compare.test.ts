import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ComparisonRules, compareAnswers, rulesFor } from '../../../../hooks/pre-traffic/shadow/compare.ts';
import { type Path, reportPath, rulePath } from '../../../../hooks/pre-traffic/shadow/path.ts';

const rules = (changes: Partial<Record<keyof ComparisonRules, readonly string[]>> = {}): ComparisonRules => ({
  varying: new Set(changes.varying),
  changed: new Set(changes.changed),
  personal: new Set(changes.personal),
  addedFields: 'refused',
});
const ALLOWING: ComparisonRules = { ...rules(), addedFields: 'allowed' };

type Json = null | boolean | number | string | Json[] | { [field: string]: Json };

/** Any JSON, as it comes out of a parser: with own fields only, also `__proto__`. */
const json = fc.json({ maxDepth: 4 }).map((text): Json => JSON.parse(text));

/** A copy of `value` with what is at `path` replaced by what `change` makes of it. */
function changedAt(value: Json, [first, ...rest]: Path, change: (value: Json) => Json): Json {
  if (first === undefined) return change(value);
  if (Array.isArray(value)) {
    return value.map((element, index) => (index === first ? changedAt(element, rest, change) : element));
  }
  if (typeof value !== 'object' || value === null) throw new Error(`nothing is at ${first}`);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, name === first ? changedAt(inner, rest, change) : inner]),
  );
}

/** The paths of every value in a value, itself included. */
function pathsOf(value: Json, path: Path = []): Path[] {
  const inner: [string | number, Json][] = Array.isArray(value)
    ? value.map((element, index): [number, Json] => [index, element])
    : typeof value === 'object' && value !== null
      ? Object.entries(value)
      : [];
  return [path, ...inner.flatMap(([part, one]) => pathsOf(one, [...path, part]))];
}

const isObject = (value: Json): value is { [field: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every way to change one value a little, and none that leaves it as it is. */
function mutations(value: Json): ((value: Json) => Json)[] {
  const always = [() => (value === null ? 0 : null), () => [value]];
  // To a list of one object that would be no change but one more field.
  if (!isObject(value) && !Array.isArray(value)) always.push(() => [{ was: value }]);
  if (typeof value === 'boolean') return [...always, () => !value];
  if (typeof value === 'number') return [...always, () => value + 1 + Math.abs(value), () => String(value)];
  if (typeof value === 'string') return [...always, () => `${value}.`, () => 7];
  if (Array.isArray(value))
    return [...always, () => [...value, 0], ...value.map((_, at) => () => value.toSpliced(at, 1))];
  if (!isObject(value)) return always;
  const withoutEach = Object.keys(value).map((gone) => () => {
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== gone));
  });
  const renamedEach = Object.keys(value).map((old) => () => {
    const renamed = Object.entries(value).map(([name, inner]): [string, Json] => [
      name === old ? `${name}'` : name,
      inner,
    ]);
    return Object.fromEntries(renamed);
  });
  return [...always, ...withoutEach, ...renamedEach];
}

/** A value, one of its places, and the value with one change there. */
const mutated = json.chain((value) =>
  fc.constantFrom(...pathsOf(value)).chain((path) => {
    let here: Json = null;
    changedAt(value, path, (found) => {
      here = found;
      return found;
    });
    return fc
      .constantFrom(...mutations(here))
      .map((mutation) => ({ value, path, changed: changedAt(value, path, mutation) }));
  }),
);

describe('two answers', () => {
  test('never differ where they are the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(compareAnswers(value, structuredClone(value), rules())).toEqual([]);
      }),
    );
  });

  test('differ wherever one single thing has changed, and at no other place', () => {
    fc.assert(
      fc.property(mutated, ({ value, path, changed }) => {
        const found = compareAnswers(value, changed, rules());
        expect(found.length).toBeGreaterThan(0);
        for (const difference of found)
          expect(difference.path.startsWith(reportPath(path).replace(/^\$$/, ''))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('differ by one single change also where more fields are allowed', () => {
    fc.assert(
      fc.property(mutated, ({ value, path, changed }) => {
        const found = compareAnswers(value, changed, ALLOWING);
        expect(found.length).toBeGreaterThan(0);
        expect(found.every(({ kind }) => kind !== 'added')).toBe(true);
        expect(found.some((difference) => difference.path.startsWith(reportPath(path).replace(/^\$$/, '')))).toBe(true);
      }),
    );
  });

  test('do not differ where the release says that it changes them', () => {
    fc.assert(
      fc.property(mutated, ({ value, path, changed }) => {
        expect(compareAnswers(value, changed, rules({ changed: [rulePath(path)] }))).toEqual([]);
      }),
    );
  });

  test('a rule frees its own path and no other', () => {
    fc.assert(
      fc.property(mutated, fc.string(), ({ value, path, changed }, name) => {
        const other = rulePath([...path, 'and', name]);
        expect(compareAnswers(value, changed, rules({ changed: [other], varying: [other] })).length).toBeGreaterThan(0);
      }),
    );
  });

  test('a value that varies must keep its type', () => {
    const varying = rules({ varying: ['body.items[].id'] });
    const answer = (...ids: unknown[]) => ({ body: { items: ids.map((id) => ({ id, name: 'n' })) } });
    expect(compareAnswers(answer('a', 'b'), answer('c', 'd'), varying)).toEqual([]);
    expect(compareAnswers(answer('a', 'b'), answer('c', 4), varying)).toEqual([
      { path: 'body.items[1].id', kind: 'type', old: '"b"', new: '4' },
    ]);
    expect(compareAnswers(answer('a'), { body: { items: [{ name: 'n' }] } }, varying)).toEqual([
      { path: 'body.items[0].id', kind: 'removed', old: '"a"', new: 'absent' },
    ]);
  });

  test('may have more fields where that is allowed, and never fewer', () => {
    const [few, more] = [{ body: { a: 1 } }, { body: { a: 1, b: 2 } }];
    expect(compareAnswers(few, more, ALLOWING)).toEqual([]);
    expect(compareAnswers(few, more, rules())).toEqual([
      { path: 'body.b', kind: 'added', old: 'absent', new: 'number' },
    ]);
    expect(compareAnswers(more, few, ALLOWING)).toMatchObject([{ path: 'body.b', kind: 'removed' }]);
  });

  test('have paths that a field with a dot or a bracket in its name cannot be mistaken for', () => {
    expect(rulePath(['a.b', '[0]', ''])).toBe('["a.b"]["[0]"][""]');
    expect(compareAnswers({ 'a.b': 1 }, { 'a.b': 2 }, rules({ changed: ['a.b'] }))).toHaveLength(1);
  });
});

describe('a report', () => {
  const personal = ['body.Name', 'bodyText'];

  test('withholds personal values, wherever they turn up', () => {
    const secret = 'Ada Lovelace';
    const shapes: Json[] = [
      { body: { Name: secret } },
      { body: { Name: { first: secret } } },
      { body: { Name: [secret] } },
      { body: `the student ${secret}` },
      { body: { Name: secret, more: 1 } },
      { bodyText: `<b>${secret}</b>` },
      { body: null },
    ];
    for (const older of shapes) {
      for (const newer of shapes) {
        expect(JSON.stringify(compareAnswers(older, newer, rules({ personal })))).not.toContain(secret);
      }
    }
    expect(compareAnswers({ body: { Name: secret } }, { body: { Name: 'Ada' } }, rules({ personal }))).toEqual([
      { path: 'body.Name', kind: 'value', old: 'string, withheld: personal', new: 'string, withheld: personal' },
    ]);
  });

  test('shortens what is long', () => {
    const [difference] = compareAnswers('x'.repeat(500), 'y', rules());
    expect(difference?.old).toHaveLength(83);
  });
});

test('the rules of an event come on top of the rules for all', () => {
  const all = { varying: { a: 'why' }, changed: {}, personal: ['p'], addedFields: 'allowed' } as const;
  const own = rulesFor(
    { changed: { b: 'why' } },
    { ...all, personal: ['p'], latency: { ratio: 2, floorMs: 1, calls: 3 } },
  );
  expect(own).toEqual({
    varying: new Set(['a']),
    changed: new Set(['b']),
    personal: new Set(['p']),
    addedFields: 'allowed',
  });
});
