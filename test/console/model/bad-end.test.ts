import { expect, test } from '@jest/globals';
import { briefedByDefault, newestBadEnd } from '../../../console/model/bad-end.ts';
import type { ExecutionView } from '../../../console/model/execution-view.ts';
import { execution, MINUTE, NOON } from './views.ts';

const ended = (status: string, minute: number, more: Partial<ExecutionView> = {}) =>
  execution({ id: `${status} at ${minute}`, status, startedMs: NOON + minute * MINUTE, ...more });

test.each([
  [['Succeeded', 'Failed', 'Stopped'], 'Failed'],
  [['InProgress', 'Superseded', 'Stopped'], 'Stopped'],
  [['Succeeded', 'Superseded', 'Cancelled'], 'Succeeded'],
  [[], undefined],
])('of %j, the brief of %s is meant', (statuses, meant) => {
  expect(briefedByDefault(statuses.map((status) => execution({ status })))?.status).toBe(meant);
});

test.each([
  ['the newest failed', [], [ended('Failed', 2), ended('Succeeded', 1)], 'Failed at 2'],
  ['it was stopped', [], [ended('Stopped', 2)], 'Stopped at 2'],
  [
    'a stage was taken back since',
    [],
    [ended('Succeeded', 3, { type: 'ROLLBACK' }), ended('Failed', 2)],
    'Failed at 2',
  ],
  ['a newer one went through', [], [ended('Succeeded', 3), ended('Failed', 2)], undefined],
  ['a newer one is under way', [{ ...ended('InProgress', 3), at: 'Build' }], [ended('Failed', 2)], undefined],
  ['an older one waits still', [{ ...ended('InProgress', 1), at: 'Approve' }], [ended('Failed', 2)], 'Failed at 2'],
  ['there is none', [], [], undefined],
])('where %s', (_what, queue, before, meant) => {
  expect(newestBadEnd({ queue, ended: before })?.id).toBe(meant);
});
