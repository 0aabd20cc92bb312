import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { groups } from '../../../rehearsal/scenarios/registry.ts';

const readme = readFileSync(resolve(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8');

/** The part below a heading, up to the next of its kind or a higher one. */
function section(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}`);
  const [level = ''] = heading.split(' ');
  const rest = text.slice(start + 1 + heading.length);
  const end = rest.search(new RegExp(`^#{1,${level.length}} `, 'm'));
  return start < 0 ? '' : rest.slice(0, end < 0 ? undefined : end);
}

test.each([
  ...groups,
])('the README lists every scenario of "$name", in the order in which they run, and no other', (group) => {
  const part = section(section(readme, '## Scenarios'), `### \`${group.name}\``);
  const listed = [...part.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(listed).toEqual(group.scenarios.map(({ name }) => name));
});
