import { expect, test } from '@jest/globals';
import { since } from '../../../rehearsal/scenarios/traffic-since.ts';

test('counts what came between two reports, and names only what counted on', () => {
  const before = {
    sent: 10,
    answered: 9,
    failed: 2,
    byVersion: { 'get 1': 9 },
    byStatus: { '200': 8, '500': 1, none: 1 },
  };
  const after = {
    sent: 25,
    answered: 24,
    failed: 2,
    byVersion: { 'get 1': 19, 'get 2': 5 },
    byStatus: { '200': 23, '500': 1, none: 1 },
  };
  expect(since(before, after)).toEqual({
    sent: 15,
    answered: 15,
    failed: 0,
    byVersion: { 'get 1': 10, 'get 2': 5 },
    byStatus: { '200': 15 },
  });
});

test('traffic that was started anew in between counts from its start', () => {
  const before = { sent: 10, answered: 10, failed: 1, byVersion: { 'get 1': 10 }, byStatus: { '200': 10 } };
  const after = { sent: 4, answered: 4, failed: 0, byVersion: { 'get 2': 4 }, byStatus: { '200': 4 } };
  expect(since(before, after)).toEqual(after);
});
