import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';
import { rules } from '../../../policies/rules.ts';

const namesIn = (folder: string, end: string) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(end))
    .map((file) => file.slice(0, -end.length))
    .sort();

test('every rule is in a file of its name, is in the pack, and has a test', () => {
  const ids = rules.map(({ id }) => id);
  expect(namesIn(path.join(import.meta.dirname, '../../../policies/rules'), '.ts')).toEqual(ids);
  expect(namesIn(import.meta.dirname, '.test.ts').filter((name) => name !== 'rules')).toEqual(ids);
});
