import { expect, test } from '@jest/globals';
import { findExecution } from '../../../console/model/find-execution.ts';
import { Refused } from '../../../operations/refused.ts';
import { execution } from './views.ts';

const COMMIT = 'c0ffee1234567890c0ffee1234567890c0ffee12';
const first = execution({ id: '0a1b2c3d-0000-4000-8000-000000000001', commit: 'badc0de0'.repeat(5) });
const second = execution({ id: '0a1bffff-0000-4000-8000-000000000002', commit: COMMIT });
const ALL = [second, first];

const find = (name: string, all = ALL) => findExecution(all, 'slipway', name);
function refusal(name: string, all = ALL): string {
  try {
    return find(name, all).id;
  } catch (error) {
    if (error instanceof Refused) return `${error.message}. ${error.hint}`;
    throw error;
  }
}

test.each([
  ['a whole id', second.id],
  ['the first letters of an id', '0a1bf'],
  ['a whole commit', COMMIT],
  ['the first seven letters of a commit', 'c0ffee1'],
  ['letters as another tool writes them', 'C0FFEE12'],
])('%s names the execution', (_what, name) => {
  expect(find(name)).toBe(second);
});

test.each(['c0ffee', 'c0ffeeX', 'deadbeef', '0a1'])('%s names none', (name) => {
  expect(refusal(name)).toBe(`The pipeline slipway has no execution ${name}. Look for it in the history.`);
});

test('of a commit that was released twice, both are named, with what tells them apart', () => {
  const again = execution({ id: 'e2', commit: COMMIT, status: 'Failed', title: 'Again' });
  expect(refusal('c0ffee1', [again, ...ALL])).toBe(
    `2 executions of slipway are called c0ffee1. Give the id of one: e2 (Failed, c0ffee12 “Again”), ${second.id} (Succeeded, c0ffee12 “A change”).`,
  );
});

test('where a release began again since it had changed the pipeline, the one that followed is meant', () => {
  const before = execution({ id: 'e2', commit: COMMIT, status: 'Cancelled' });
  expect(find('c0ffee1', [second, before])).toBe(second);
  expect(find('c0ffee1', [before])).toBe(before);
});

test('letters of an id and of a commit of another are told as two', () => {
  const other = execution({ id: 'c0ffee12-0000-4000-8000-000000000003', commit: 'badc0de1' });
  expect(refusal('c0ffee12', [other, ...ALL])).toMatch(/^2 executions of slipway are called c0ffee12\./);
});
