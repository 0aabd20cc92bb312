import { expect, test } from '@jest/globals';
import { findScenarios, groups, scenarios } from '../../../rehearsal/scenarios/registry.ts';

test('"all" is every scenario, group by group, and a group by its name is its scenarios', () => {
  expect(findScenarios(['all'])).toEqual(groups.flatMap((group) => group.scenarios));
  for (const { name, scenarios: own } of groups) expect(findScenarios([name])).toEqual(own);
});

test('the scenario that changes the pipeline itself comes last in its group', () => {
  expect(groups.find(({ name }) => name === 'push')?.scenarios.at(-1)?.name).toBe('structure');
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
