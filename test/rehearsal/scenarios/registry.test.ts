import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findScenarios, groups, scenarios } from '../../../rehearsal/scenarios/registry.ts';

test('"all" is every scenario, group by group, and a group by its name is its scenarios', () => {
  expect(findScenarios(['all'])).toEqual(groups.flatMap((group) => group.scenarios));
  for (const { name, scenarios: own } of groups) expect(findScenarios([name])).toEqual(own);
});

test('the scenario that changes the pipeline itself comes last in its group', () => {
  expect(groups.find(({ name }) => name === 'push')?.scenarios.at(-1)?.name).toBe('structure');
});

test('the scenario that leaves a stage which a person has to mend comes last of all', () => {
  expect(scenarios.at(-1)?.name).toBe('reversible');
});

test('scenarios of one setting stand next to each other, so that it is brought in once', () => {
  const inOrder = scenarios.map(({ setting }) => setting);
  const changes = inOrder.filter((setting, index) => index === 0 || setting !== inOrder[index - 1]);
  expect(changes).toHaveLength(new Set(inOrder).size);
});

test('names are unique, and each scenario says what is pushed and what must happen', () => {
  const names = [...groups, ...scenarios].map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, push, outcome } of scenarios) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(push).not.toBe('');
    expect(outcome).not.toBe('');
  }
});

test('scenarios run in the order in which they were asked for', () => {
  expect(findScenarios(['rejected', 'good']).map((scenario) => scenario.name)).toEqual(['rejected', 'good']);
  expect(findScenarios(['good', 'rejected', 'good']).map((scenario) => scenario.name)).toEqual(['good', 'rejected']);
  expect(findScenarios(['push', 'good'])).toEqual(findScenarios(['push']));
});

test('an unknown name is refused with those that are known', () => {
  expect(() => findScenarios(['good', 'godo'])).toThrow(
    expect.objectContaining({
      code: 'UnknownScenario',
      message: 'There is no scenario "godo"',
      hint: expect.stringContaining('good, bad-release'),
    }),
  );
});

test('no two scenarios release the same revision: the second push would change nothing', () => {
  const folder = join(import.meta.dirname, '../../../rehearsal/scenarios');
  // The main job is no scenario: it is not run with them.
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file !== 'main-job.ts');
  const users = new Map<string, Set<string>>();
  for (const file of files.filter((name) => name.endsWith('.ts')))
    for (const [, revision = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/newRevision\('(\d+)'\)/g))
      users.set(revision, (users.get(revision) ?? new Set()).add(file));
  expect(users.size).toBeGreaterThan(20);
  expect([...users].filter(([, files]) => files.size > 1)).toEqual([]);
});
