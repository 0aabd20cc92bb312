import { describe, expect, test } from '@jest/globals';
import { expectKeptOut, tellGates } from '../../../rehearsal/scenarios/gate-checks.ts';
import type { GateSummary } from '../../../rehearsal/session/summary.ts';
import { note, result, stage } from './results.ts';

const gate = (over: Partial<GateSummary> = {}): GateSummary => ({
  stage: 'Prod',
  name: 'Freeze',
  status: 'Failed',
  summary: 'Prod is frozen to 2026-12-24T18:00 (Asia/Kolkata)',
  ...over,
});
const before = [stage('Source'), stage('ApproveProd')];

describe('a release that a gate must keep out', () => {
  const check = (over: Parameters<typeof result>[0]) =>
    note((noted) =>
      expectKeptOut(noted, result({ status: 'Failed', stages: before, ...over }), 'Prod', 'Freeze', ['18:00']),
    ).map(({ held }) => held);

  test('holds when the gate said why, and no action of the stage ran', () => {
    expect(check({ gates: [gate({ name: 'AliasGuard', status: 'Succeeded' }), gate()] })).toEqual([true, true, true]);
  });

  test('holds when another stage before it was passed over', () => {
    const passedOver = gate({ stage: 'ApprovePermissions', name: 'Broadened', status: 'Skipped' });
    expect(check({ gates: [passedOver, gate()] })).toEqual([true, true, true]);
  });

  test.each([
    ['was let in', { status: 'Succeeded', gates: [gate({ status: 'Succeeded' })] }, [false, false, true]],
    ['was kept out by another gate', { gates: [gate({ name: 'AliasGuard' })] }, [false, false, true]],
    ['was kept out by another gate too', { gates: [gate(), gate({ name: 'AliasGuard' })] }, [false, true, true]],
    ['was kept out of another stage', { gates: [gate({ stage: 'Beta' })] }, [false, false, true]],
    ['was not told until when', { gates: [gate({ summary: 'Prod is frozen' })] }, [true, false, true]],
    ['ran all the same', { gates: [gate()], stages: [...before, stage('Prod', 'Failed')] }, [true, true, false]],
    ['never got that far', { gates: [gate()], stages: [] }, [true, true, false]],
  ])('does not hold when it %s', (_, over, expected) => {
    expect(check(over)).toEqual(expected);
  });
});

test('gates are told with what they said', () => {
  expect(tellGates([])).toBe('no gate was asked');
  expect(tellGates([gate({ summary: 'frozen' })])).toBe('Prod / Freeze Failed: frozen');
});
