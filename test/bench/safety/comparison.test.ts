import { describe, expect, test } from '@jest/globals';
import { cellsOf } from '../../../bench/safety/cells.ts';
import { compare } from '../../../bench/safety/comparison.ts';
import type { ReleaseOutcome } from '../../../bench/safety/outcome.ts';
import type { Strategy } from '../../../bench/safety/strategies.ts';

const BAD = { requestsPerSecond: 10, oldPercent: 0.1, newPercent: 1 };
const GOOD = { requestsPerSecond: 10, oldPercent: 1, newPercent: 1 };

/** `runs` releases, of which the first `back` were taken back. */
function releases(strategy: Strategy, of: ReleaseOutcome['of'], back: number, runs: number): ReleaseOutcome[] {
  return Array.from({ length: runs }, (_, run) => ({
    strategy,
    of,
    requests: 100,
    failedRequests: run,
    ...(run < back ? { takenBack: { detectedSeconds: 60 + run, restoredSeconds: 70 + run, alarms: ['red'] } } : {}),
  }));
}
const compareAll = (...groups: ReleaseOutcome[][]) => compare(cellsOf(groups.flat()));

describe('cells', () => {
  test('count the releases of one case and strategy, and time those that were taken back', () => {
    const [cell] = cellsOf(releases('slipway', BAD, 3, 10));
    expect(cell).toMatchObject({ runs: 10, takenBack: { value: 0.3 }, alarms: { red: 3 } });
    expect(cell?.detectedSeconds?.value).toBe(61);
    expect(cell?.restoredSeconds?.value).toBe(71);
    expect(cell?.failedRequests?.value).toBe(4.5);
  });

  test('are ordered by traffic, bad releases before good ones', () => {
    const busy = { ...BAD, requestsPerSecond: 100 };
    const outcomes = [GOOD, busy, BAD].flatMap((of) => releases('slipway', of, 0, 1));
    expect(cellsOf(outcomes).map(({ of }) => of)).toEqual([BAD, GOOD, busy]);
  });
});

describe('ours beside the others', () => {
  test('holds within the interval of the best, and not below it', () => {
    const best = releases('error-rate-5', BAD, 18, 20);
    const held = (back: number) => compareAll(best, releases('slipway', BAD, back, 20)).compared[0]?.held;
    expect(held(20)).toBe(true);
    expect(held(14)).toBe(true); // [70 %, 97 %]
    expect(held(13)).toBe(false);
  });

  test('is not held against what a strategy detects that takes back good releases too', () => {
    const eager = [...releases('errors-above-zero', BAD, 20, 20), ...releases('errors-above-zero', GOOD, 10, 20)];
    const ours = [...releases('slipway', BAD, 5, 20), ...releases('slipway', GOOD, 0, 20)];
    const { unusable, compared } = compareAll(eager, ours);
    expect(unusable.get(10)).toEqual(['errors-above-zero']);
    expect(compared.map(({ what, held, best }) => [what, held, best.strategy])).toEqual([
      ['detection', true, 'slipway'],
      ['false rollbacks', true, 'slipway'],
    ]);
  });

  test('is held against it where its false rollbacks may be chance, or come under other traffic', () => {
    const lucky = [...releases('errors-above-zero', BAD, 20, 20), ...releases('errors-above-zero', GOOD, 1, 20)];
    const elsewhere = releases('errors-above-zero', { ...GOOD, requestsPerSecond: 100 }, 20, 20);
    const ours = releases('slipway', BAD, 5, 20);
    const detection = compareAll(lucky, elsewhere, ours).compared.find(({ what }) => what === 'detection');
    expect(detection).toMatchObject({ held: false, best: { strategy: 'errors-above-zero' } });
  });

  test('is held against its own false rollbacks, however many it has', () => {
    const others = releases('error-rate-5', GOOD, 0, 20);
    const { unusable, compared } = compareAll(others, releases('slipway', GOOD, 10, 20));
    expect(unusable.get(10)).toEqual([]);
    expect(compared).toMatchObject([{ what: 'false rollbacks', held: false, best: { strategy: 'error-rate-5' } }]);
  });
});
