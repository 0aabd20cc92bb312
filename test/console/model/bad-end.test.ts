import { expect, test } from '@jest/globals';
import { briefedByDefault, newestBadEnd } from '../../../console/model/bad-end.ts';
import type { ExecutionView } from '../../../console/model/execution-view.ts';
import type { Outcome } from '../../../console/model/outcome.ts';
import { execution, MINUTE, NOON } from './views.ts';

const ended = (outcome: Outcome, minute: number, more: Partial<ExecutionView> = {}) => ({
  ...execution({ id: `${outcome} at ${minute}`, startedMs: NOON + minute * MINUTE, ...more }),
  outcome,
});

test.each([
  [['Succeeded', 'Failed', 'Stopped'], 'Failed'],
  [['InProgress', 'Superseded', 'Stopped'], 'Stopped'],
  [['Succeeded', 'Superseded', 'Cancelled'], 'Succeeded'],
  [[], undefined],
])('of %j, the brief of %s is meant', (statuses, meant) => {
  expect(briefedByDefault(statuses.map((status) => execution({ status })))?.status).toBe(meant);
});

test('of what the creation of the pipeline has started, nobody wants a brief first', () => {
  const creation = execution({ id: 'creation', status: 'Failed', trigger: 'CreatePipeline', commit: '' });
  expect(briefedByDefault([execution({ id: 'release' }), creation])?.id).toBe('release');
});

test.each([
  ['the newest failed', [], [ended('takenBack', 2), ended('released', 1)], 'takenBack at 2'],
  ['it was stopped', [], [ended('stopped', 2)], 'stopped at 2'],
  [
    'a stage was taken back since',
    [],
    [ended('released', 3, { type: 'ROLLBACK' }), ended('takenBack', 2)],
    'takenBack at 2',
  ],
  ['a newer one went through', [], [ended('released', 3), ended('takenBack', 2)], undefined],
  ['a newer one is under way', [{ ...ended('underWay', 3), at: 'Build' }], [ended('takenBack', 2)], undefined],
  ['an older one waits still', [{ ...ended('underWay', 1), at: 'Approve' }], [ended('takenBack', 2)], 'takenBack at 2'],
  ['the pipeline was created', [], [ended('created', 2)], undefined],
  ['there is none', [], [], undefined],
])('where %s', (_what, queue, before, meant) => {
  expect(newestBadEnd({ queue, ended: before })?.id).toBe(meant);
});
