import { describe, expect, test } from '@jest/globals';
import type { ExecutionView } from '../../../console/model/execution-view.ts';
import { steeringOf } from '../../../console/model/release-view.ts';
import { readStanding, type StageRun, targetOf } from '../../../console/model/standing.ts';
import { execution, run } from './views.ts';

const released = (id: string): StageRun => ({ release: id, by: id });
const wentBack = (by: string, release: string): StageRun => ({ release, by });

describe('a stage goes back', () => {
  test.each<[what: string, timeline: StageRun[], target: string | undefined]>([
    ['nowhere, where it runs nothing', [], undefined],
    ['nowhere from its first release', [released('e1')], undefined],
    ['to the release before', [released('e2'), released('e1')], 'e1'],
    ['not to what it was taken back from', [wentBack('r', 'e1'), released('e2'), released('e1')], undefined],
    [
      'from where it went back to, to what was before that',
      [wentBack('r', 'e1'), released('e2'), released('e1'), released('e0')],
      'e0',
    ],
    [
      'to a release, and not to the execution that went back to it',
      [released('e3'), wentBack('r', 'e1'), released('e2'), released('e1')],
      'e1',
    ],
    [
      'twice, one release each time',
      [wentBack('s', 'e1'), wentBack('r', 'e2'), released('e3'), released('e2'), released('e1'), released('e0')],
      'e0',
    ],
    ['to another release than the one that it runs', [released('e2'), wentBack('r', 'e2'), released('e1')], 'e1'],
    ['nowhere, where its release is older than the history', [wentBack('r', 'e1'), released('e2')], undefined],
  ])('%s', (_, timeline, target) => {
    expect(targetOf(timeline)).toBe(target);
  });
});

/** Runs of rollbacks that deployed in the stages that are said. */
const runsWhere = (deployedIn: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const runsOf = async (id: string) => {
    asked.push(id);
    return [run({ stageName: deployedIn[id] ?? '' })];
  };
  return { runsOf, asked };
};
const listOf = (all: readonly ExecutionView[]) => ({ until: async () => all });
const back = (id: string, rollbackTo: string) => execution({ id, type: 'ROLLBACK', rollbackTo });

describe('what the last stage runs', () => {
  const [e2, e1] = ['e2', 'e1'].map((id) => execution({ id })) as [ExecutionView, ExecutionView];

  test('is the newest release that succeeded, and costs no look at its actions', async () => {
    const { runsOf, asked } = runsWhere({});
    const failed = execution({ id: 'e3', status: 'Failed' });
    expect(await readStanding('Prod', listOf([failed, e2, e1]), runsOf)).toEqual({
      runs: { release: 'e2', by: 'e2' },
      goesBackTo: e1,
    });
    expect(asked).toEqual([]);
  });

  test('is what it went back to', async () => {
    const { runsOf } = runsWhere({ r: 'Prod' });
    const e0 = execution({ id: 'e0' });
    expect(await readStanding('Prod', listOf([back('r', 'e1'), e2, e1, e0]), runsOf)).toEqual({
      runs: { release: 'e1', by: 'r' },
      goesBackTo: e0,
    });
  });

  test('is not what another stage went back to', async () => {
    const { runsOf } = runsWhere({ r: 'Beta' });
    expect(await readStanding('Prod', listOf([back('r', 'e1'), e2, e1]), runsOf)).toEqual({
      runs: { release: 'e2', by: 'e2' },
      goesBackTo: e1,
    });
  });

  test('is nothing before the first release', async () => {
    const { runsOf } = runsWhere({});
    expect(await readStanding('Prod', listOf([]), runsOf)).toBeUndefined();
  });
});

describe('a roll back is offered', () => {
  const standing = { runs: { release: 'e1', by: 'r' }, goesBackTo: execution({ id: 'e0' }) };
  const offered = (id: string) => steeringOf(execution({ id }), 'released', 'Prod', [], standing).rollBack?.to.id;

  test('of the release that runs, and of the execution that brought it back', () => {
    expect(offered('e1')).toBe('e0');
    expect(offered('r')).toBe('e0');
  });

  test('not of the one that was taken back', () => {
    expect(offered('e2')).toBeUndefined();
  });
});
