import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const TEST = join(import.meta.dirname, '..');
const config = readFileSync(join(TEST, '..', 'jest.config.mjs'), 'utf8');
const named = (text: string) => [...text.matchAll(/'([a-z]+)'/g)].map(([, name]) => name);

test('a build runs every folder of unit tests, each once', () => {
  const left = named(/const UNIT = \[(.*)\]/.exec(config)?.[1] ?? '');
  const together = readdirSync(join(TEST, 'build'))
    .filter((file) => file.endsWith('.test.ts'))
    .flatMap((file) => named(/runTogether\((.*)\)/.exec(readFileSync(join(TEST, 'build', file), 'utf8'))?.[1] ?? ''));
  expect(left.length).toBeGreaterThan(0);
  expect(together.toSorted()).toEqual(left.toSorted());
});
