import { describe, expect, test } from '@jest/globals';
import {
  expectAlarm,
  expectBackWithin,
  expectVerdict,
  shiftOf,
  timeToRollBackMs,
} from '../../../rehearsal/scenarios/bake-checks.ts';
import { evidenceBySteps, expectCarriedOver } from '../../../rehearsal/scenarios/linear.ts';
import type { Look } from '../../../rehearsal/session/read-bake.ts';
import { deployment, note, result, stage } from './results.ts';

const GROUP = 'Prod-getStudentDetails-live';
const START_MS = Date.UTC(2026, 0, 5);
const held = (noted: ReturnType<typeof note>) => noted.map((expectation) => expectation.held);
const look = (atMs: number, combined: number, over: Partial<Look> = {}): Look => ({
  deploymentId: 'd-1',
  verdict: 'inconclusive',
  reason: 'not enough evidence',
  evidence: { errors: combined, slowness: 0, combined },
  atMs,
  ...over,
});

/** A shift that began with 10 % at the start, and whose old version had everything again `seconds` later. */
const takenBack = (seconds: number) =>
  result({
    deployments: [
      deployment({
        group: GROUP,
        weights: [
          { at: START_MS - 5000, percentNew: 0 },
          { at: START_MS, percentNew: 10 },
        ],
      }),
      deployment({
        id: 'd-2',
        group: GROUP,
        rollbackOf: 'd-1',
        weights: [{ at: new Date(START_MS + seconds * 1000).toISOString(), percentNew: 100 }],
      }),
    ],
  });

describe('the time until the old version had all traffic again', () => {
  test('is counted from the first traffic to the new one', () => {
    expect(timeToRollBackMs(takenBack(70))).toBe(70_000);
  });
  test.each([
    ['in time', takenBack(120), true],
    ['too late', takenBack(121), false],
    ['never', result({ deployments: [deployment({ group: GROUP })] }), false],
    ['no deployment', result({}), false],
  ])('%s', (_, seen, expected) => {
    expect(held(note((check) => expectBackWithin(check, seen, 2)))).toEqual([expected]);
  });
});

test('the shift is that of the released function, not the one that took it back', () => {
  const other = deployment({ id: 'd-0', group: 'Prod-addStudentDetails-live' });
  expect(shiftOf(result({ deployments: [other, ...takenBack(1).deployments.toReversed()] }))?.id).toBe('d-1');
});

test.each([
  ['judge-evidence', true],
  ['judge-silent', false],
])('the alarm that took a release back is told by why the stage failed: %s', (suffix, expected) => {
  const why = 'Activated alarms: <Prod-getStudentDetails-judge-evidence>';
  const seen = result({ status: 'Failed', stages: [stage('Prod', 'Failed', why)] });
  expect(held(note((check) => expectAlarm(check, seen, suffix)))).toEqual([expected]);
});

describe("the judge's verdict", () => {
  const ended = look(9, 5, { verdict: 'fail', reason: 'the new version gives more errors', ended: 'STOP' });
  test.each<[string, Look[], boolean]>([
    ['as expected', [look(1, 0), ended], true],
    ['another', [{ ...ended, verdict: 'pass' }], false],
    ['for another reason', [{ ...ended, reason: 'the new version gives more slow answers' }], false],
    ['not the last word', [{ ...look(1, 5), verdict: 'fail', reason: 'more errors' }], false],
    ['none', [], false],
  ])('%s', (_, looks, expected) => {
    expect(held(note((check) => expectVerdict(check, looks, 'fail', ['more errors'])))).toEqual([expected]);
  });
});

describe('evidence that is carried over', () => {
  test('is read at the last look of each step', () => {
    const looks = [
      look(10, 0.5),
      look(50, 1),
      look(70, 2),
      look(110, 3),
      look(130, 4.7),
      look(140, 4.7, { ended: 'STOP' }),
    ];
    expect(evidenceBySteps(looks, [0, 60, 120])).toEqual([1, 3, 4.7]);
    expect(evidenceBySteps(looks, [0, 60, 120, 500]).at(-1)).toBeNaN();
  });
  test.each<[string, number[], boolean]>([
    ['over several steps', [1, 3, 4.7], true],
    ['by one step alone', [0.1, 4.9], false],
    ['not enough in the end', [1, 3, 4], false],
    ['a step without a look', [1, Number.NaN, 5], false],
    ['no step', [], false],
  ])('%s: %#', (_, steps, expected) => {
    expect(held(note((check) => expectCarriedOver(check, steps)))).toEqual([expected]);
  });
});
