import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { scenarios } from '../../../rehearsal/scenarios/registry.ts';

const readme = readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');

test('the README lists every scenario, in the order in which they run, and no other', () => {
  const section = readme.slice(
    readme.indexOf('## Scenarios'),
    readme.indexOf('\n## ', readme.indexOf('## Scenarios') + 1),
  );
  const listed = [...section.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(scenarios.map(({ name }) => name));
});
