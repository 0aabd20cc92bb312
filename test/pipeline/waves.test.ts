import { describe, expect, test } from '@jest/globals';
import { planStages, type ReleaseEntry, type Wave } from '../../pipeline/waves.ts';
import { readPipeline } from './read-template.ts';
import { environment, FixtureStage, synthesize } from './synthesize.ts';

const approval = { approvers: ['release-approvers@example.com'], timeoutMinutes: 60 };
const bake = (alarmName: string) => ({ bake: { minutes: 30, alarmNames: [alarmName] } });
const europe: Wave = {
  name: 'Europe',
  order: 'oneAfterAnother',
  approval,
  conditions: bake('europe'),
  environments: [environment({ name: 'Dublin' }), environment({ name: 'Paris', conditions: bake('paris') })],
};
const world: Wave = {
  name: 'World',
  order: 'atOnce',
  conditions: bake('world'),
  environments: [environment({ name: 'Tokyo' }), environment({ name: 'Ohio' })],
};
/** The stages behind those that every release has. */
const stagesOf = (environments: readonly ReleaseEntry[]) =>
  readPipeline(
    synthesize({
      environments,
      application: (scope, id, props) =>
        new FixtureStage(scope, id, props, 'exports.handler = 1', [{ functionName: `${id}-add`, aliasName: 'live' }]),
    }),
  ).Properties.Stages.filter((_, index, all) => index > all.findIndex(({ Name }) => Name === 'Assets'));

describe('environments one after another', () => {
  const stages = stagesOf([environment(), europe, world]);

  test('are stages in their order, behind one approval for the wave', () => {
    expect(stages.map(({ Name }) => Name)).toEqual(['Beta', 'ApproveEurope', 'Dublin', 'Paris', 'World']);
  });

  test('each with a bake: its own, or that of the wave', () => {
    const alarms = (name: string) =>
      JSON.stringify(stages.find(({ Name }) => Name === name)?.OnSuccess).match(/"AlarmName":"(\w+)"/)?.[1];
    expect(['Dublin', 'Paris', 'World'].map(alarms)).toEqual(['europe', 'paris', 'world']);
  });
});

describe('environments at once', () => {
  const [stage] = stagesOf([world]);

  test('are one stage that deploys them side by side', () => {
    expect(stage?.Name).toBe('World');
    expect(stage?.Actions.map(({ Name, RunOrder }) => `${RunOrder} ${Name}`).sort()).toEqual([
      '1 Ohio.Students.Prepare',
      '1 Tokyo.Students.Prepare',
      '2 Ohio.Students.Deploy',
      '2 Tokyo.Students.Deploy',
    ]);
  });

  test('come back together: one that fails takes the whole stage back', () => {
    expect(stage?.OnFailure).toEqual({ Result: 'ROLLBACK' });
  });

  test('are guarded together', () => {
    expect(JSON.stringify(stage?.BeforeEntry)).toContain('AliasGuard');
  });

  test('that would only retry are refused: they could stay on a mix of versions', () => {
    const retrying: Wave = { ...world, conditions: { onFailure: 'retryFailedActions' } };
    expect(() => synthesize({ environments: [retrying] })).toThrow("stage 'World' has 2 stacks and onFailure");
  });
});

test('one more region is one more entry', () => {
  const grown: Wave = { ...europe, environments: [...europe.environments, environment({ name: 'Milan' })] };
  const names = (entry: Wave) => planStages([entry]).map(({ name }) => name);
  expect(names(grown)).toEqual([...names(europe), 'Milan']);
});

describe('a wave that cannot be right is refused', () => {
  test.each<[string, readonly ReleaseEntry[], string]>([
    ['no environment', [{ ...europe, environments: [] }], "wave 'Europe': environments is []: must hold at least one"],
    ['a name', [{ ...europe, name: 'europe' }], 'wave \'europe\': name is "europe": must be 1 to 20 letters'],
    ['an environment', [{ ...europe, environments: [environment({ region: 'Ireland' })] }], "stage 'Beta': region is"],
    ['a name used twice', [environment(), { ...europe, name: 'Beta' }], "the name 'Beta' is used twice"],
    [
      'an environment used twice',
      [environment(), { ...europe, environments: [environment()] }],
      "the name 'Beta' is used twice",
    ],
    [
      'an approval within a wave that goes at once',
      [{ ...world, environments: [environment({ approval })] }],
      "'Beta' has an approval or conditions of its own; the wave 'World' goes at once",
    ],
    [
      'a bake without alarm',
      [{ ...world, conditions: { bake: { minutes: 5, alarmNames: [] } } }],
      "wave 'World': conditions.bake.alarmNames is []: must name an alarm",
    ],
  ])('%s', (_what, entries, message) => {
    expect(() => planStages(entries)).toThrow(message);
  });
});
