import { existsSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openTestStore } from './open-store.ts';

interface Thing {
  colour: string;
  parts: string[];
}
const RED: Thing = { colour: 'red', parts: ['wheel'] };

describe('documents', () => {
  test('a value that is read is a copy', () => {
    const things = openTestStore().store.table<Thing>('test.things');
    const given: Thing = { colour: 'red', parts: ['wheel'] };
    things.put('a', given);
    given.parts.push('given');
    things.get('a')?.parts.push('read');
    things.values()[0]?.parts.push('listed');
    expect(things.get('a')).toEqual(RED);
  });

  test('come in the order of their keys, and by prefix', () => {
    const things = openTestStore().store.table<number>('test.things');
    for (const [index, key] of ['b/2', 'a/10', 'b/1', 'a/9', 'ab/1'].entries()) things.put(key, index);
    expect(things.entries().map(({ key }) => key)).toEqual(['a/10', 'a/9', 'ab/1', 'b/1', 'b/2']);
    expect(things.entries('b/')).toEqual([
      { key: 'b/1', value: 2 },
      { key: 'b/2', value: 0 },
    ]);
    expect(things.values('a/')).toEqual([1, 3]);
  });

  test('delete tells whether there was something', () => {
    const things = openTestStore().store.table<number>('test.things');
    things.put('a', 1);
    expect(things.delete('a')).toBe(true);
    expect(things.delete('a')).toBe(false);
    expect(things.get('a')).toBeUndefined();
  });

  test('tables do not see each other, and two tables of one name are the same', () => {
    const { store } = openTestStore();
    store.table<number>('test.things').put('a', 1);
    expect(store.table<number>('test.others').get('a')).toBeUndefined();
    expect(store.table<number>('test.things').get('a')).toBe(1);
  });
});

describe('what was acknowledged', () => {
  test('is there after another process opened the folder, and what was deleted is not', () => {
    const first = openTestStore();
    const things = first.store.table<Thing>('test.things');
    things.put('a', { colour: 'blue', parts: [] });
    things.put('a', RED);
    things.put('b', RED);
    things.delete('b');
    // The first store is not closed: a killed process does not close it either.
    const second = openTestStore(first.folder).store.table<Thing>('test.things');
    expect(second.entries()).toEqual([{ key: 'a', value: RED }]);
  });

  test('folders of large objects are made once and kept', () => {
    const { store } = openTestStore();
    const path = store.folder('objects');
    expect(existsSync(path)).toBe(true);
    expect(store.folder('objects')).toBe(path);
  });
});

describe('a transaction', () => {
  test('writes everything and returns what its work returns', () => {
    const first = openTestStore();
    const things = first.store.table<number>('test.things');
    const result = first.store.transaction(() => {
      things.put('a', 1);
      things.put('b', 2);
      return 'done';
    });
    expect(result).toBe('done');
    expect(openTestStore(first.folder).store.table<number>('test.things').values()).toEqual([1, 2]);
  });

  test('that throws leaves nothing: neither on disk nor in what this process remembers', () => {
    const first = openTestStore();
    const things = first.store.table<number>('test.things');
    things.put('kept', 1);
    things.put('deleted', 1);
    expect(() =>
      first.store.transaction(() => {
        things.put('kept', 2);
        things.put('new', 2);
        things.delete('deleted');
        expect(things.get('kept')).toBe(2);
        throw new Error('half way');
      }),
    ).toThrow('half way');
    const before = [
      { key: 'deleted', value: 1 },
      { key: 'kept', value: 1 },
    ];
    expect(things.entries()).toEqual(before);
    expect(openTestStore(first.folder).store.table<number>('test.things').entries()).toEqual(before);
  });

  test('inside another one rolls back alone when its error is dealt with', () => {
    const { store } = openTestStore();
    const things = store.table<number>('test.things');
    store.transaction(() => {
      things.put('outer', 1);
      expect(() =>
        store.transaction(() => {
          things.put('inner', 1);
          throw new Error('inner');
        }),
      ).toThrow('inner');
      expect(things.entries().map(({ key }) => key)).toEqual(['outer']);
      things.put('after', 1);
    });
    expect(things.entries().map(({ key }) => key)).toEqual(['after', 'outer']);
  });

  test('inside another one goes when the outer one rolls back', () => {
    const { store } = openTestStore();
    const things = store.table<number>('test.things');
    expect(() =>
      store.transaction(() => {
        store.transaction(() => things.put('inner', 1));
        throw new Error('outer');
      }),
    ).toThrow('outer');
    expect(things.values()).toEqual([]);
    store.transaction(() => things.put('next', 1));
    expect(things.values()).toEqual([1]);
  });

  test('covers statements on tables of a service’s own', () => {
    const { store } = openTestStore();
    store.database.exec('CREATE TABLE test_lines (line TEXT)');
    expect(() =>
      store.transaction(() => {
        store.database.exec("INSERT INTO test_lines VALUES ('one')");
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(store.database.prepare('SELECT count(*) AS lines FROM test_lines').get()).toEqual({ lines: 0 });
  });
});
