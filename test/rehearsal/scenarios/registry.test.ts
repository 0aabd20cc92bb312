import { expect, test } from '@jest/globals';
import { findScenarios, scenarios } from '../../../rehearsal/scenarios/registry.ts';

test('"all" is every scenario, and the one that changes the pipeline itself comes last', () => {
  const all = findScenarios(['all']);
  expect(all).toEqual(scenarios);
  expect(all.at(-1)?.name).toBe('structure');
});

test('names are unique, and each scenario says what is pushed and what must happen', () => {
  expect(new Set(scenarios.map((scenario) => scenario.name)).size).toBe(scenarios.length);
  for (const { name, push, outcome } of scenarios) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(push).not.toBe('');
    expect(outcome).not.toBe('');
  }
});

test('scenarios run in the order in which they were asked for', () => {
  expect(findScenarios(['rejected', 'good']).map((scenario) => scenario.name)).toEqual(['rejected', 'good']);
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
