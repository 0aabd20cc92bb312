import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { expect, test } from '@jest/globals';
import { seenTraffic } from '../../../console/model/seen-traffic.ts';
import { shiftPlan, weightSetMs } from '../../../console/model/shift-plan.ts';
import {
  bakeMinutes,
  shiftQueries,
  toShiftSeries,
  totals,
  weightMinutes,
  wholeMinutes,
} from '../../../console/model/shift-series.ts';
import { MINUTE, NOON, shift } from './views.ts';

const canary = { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 } } as const;
const linear = { type: 'TimeBasedLinear', timeBasedLinear: { linearPercentage: 25, linearInterval: 2 } } as const;

test('a canary says its time left while it bakes, and not before or after', () => {
  const at = (startedMs: number | undefined, endedMs: number | undefined) =>
    shiftPlan(canary, startedMs, endedMs, NOON + 2 * MINUTE);
  expect(at(NOON, undefined)).toMatchObject({ says: '10 % for 5 minutes, then all', leftMs: 3 * MINUTE });
  expect(at(undefined, undefined).leftMs).toBeUndefined();
  expect(at(NOON, NOON + MINUTE).leftMs).toBeUndefined();
});

test('a linear shift bakes from its first step to its last', () => {
  expect(shiftPlan(linear, NOON, undefined, NOON)).toMatchObject({
    says: '25 % more every 2 minutes',
    bakeMs: 6 * MINUTE,
  });
});

test('what moves all at once has no bake', () => {
  expect(shiftPlan(undefined, NOON, undefined, NOON)).toMatchObject({ says: 'all at once', bakeMs: 0 });
});

const result = (Id: string, values: Readonly<Record<number, number>>): MetricDataResult => ({
  Id,
  Timestamps: Object.keys(values).map((minute) => new Date(NOON + Number(minute) * MINUTE)),
  Values: Object.values(values),
});

test('the evidence is asked for where the judge of this group publishes it', () => {
  const shifted = { functionName: 'Prod-f', aliasName: 'live', group: 'Prod-f-live', oldVersion: '1', newVersion: '2' };
  const asked = shiftQueries(shifted).find(({ Id }) => Id === 'evidence');
  expect(asked?.MetricStat?.Metric?.Namespace).toBe('Slipway/BakeJudge/Prod-f-live');
});

test('what the old version answered is what the alias did without the new one, and never less than nothing', () => {
  const series = toShiftSeries([
    result('all_invocations', { 0: 100, 1: 100, 2: 3 }),
    result('all_errors', { 0: 1, 1: 4 }),
    result('new_invocations', { 1: 10, 2: 5 }),
    result('new_errors', { 1: 3 }),
  ]);
  expect(series.oldVersion.invocations).toEqual([100, 90, 0]);
  expect(series.oldVersion.errors).toEqual([1, 1, 0]);
  expect(series.newVersion.invocations).toEqual([null, 10, 5]);
  expect(series.newVersion.errors).toEqual([null, 3, 0]);
});

test('before the shift the latency of the alias is the old version’s', () => {
  const series = toShiftSeries([
    result('all_invocations', { 0: 1, 1: 1 }),
    result('new_invocations', { 1: 1 }),
    result('all_p99', { 0: 40, 1: 90 }),
    result('old_p99', { 1: 45 }),
    result('new_p99', { 1: 95 }),
  ]);
  expect(series.oldVersion.p99Ms).toEqual([40, 45]);
  expect(series.newVersion.p99Ms).toEqual([null, 95]);
});

test('a bake has the minute in which it began, and not the one in which it ended', () => {
  const series = toShiftSeries([
    result('all_invocations', { 0: 1, 1: 1, 2: 1, 3: 1 }),
    result('new_invocations', { 0: 1, 1: 2, 2: 4, 3: 8 }),
  ]);
  const bake = bakeMinutes(NOON + 1.5 * MINUTE, NOON + 3.2 * MINUTE);
  expect(totals(series, series.newVersion, bake).invocations).toBe(6);
  const short = bakeMinutes(NOON + 1.5 * MINUTE, NOON + 1.6 * MINUTE);
  expect(totals(series, series.newVersion, short).invocations).toBe(2);
});

test('shares are measured over whole minutes: one in which traffic was moved has requests of before and after', () => {
  expect(wholeMinutes(NOON + 0.5 * MINUTE, NOON + 3.2 * MINUTE)).toEqual({
    fromMs: NOON + MINUTE,
    toMs: NOON + 3 * MINUTE,
  });
  expect(wholeMinutes(NOON, NOON + MINUTE)).toEqual({ fromMs: NOON, toMs: NOON + MINUTE });
});

test('the weight of a canary is set at its start, that of a linear shift at each step, and all at the end', () => {
  const begun = NOON + 0.5 * MINUTE;
  const at = (plan: typeof canary | typeof linear, endedMs: number | undefined, nowMs: number) =>
    weightSetMs(shiftPlan(plan, begun, endedMs, nowMs), begun, nowMs) - NOON;
  expect(at(canary, undefined, NOON + 4 * MINUTE)).toBe(0.5 * MINUTE);
  expect(at(linear, undefined, NOON + 1.9 * MINUTE)).toBe(0.5 * MINUTE);
  expect(at(linear, undefined, NOON + 3.9 * MINUTE)).toBe(2.5 * MINUTE);
  expect(at(canary, NOON + 5.5 * MINUTE, NOON + 6 * MINUTE)).toBe(5.5 * MINUTE);
});

test('what a weight brings is measured over the whole minutes since it was set, or the last one', () => {
  const minutes = (since: number, first: number, now: number) => {
    const { fromMs, toMs } = weightMinutes(NOON + since * MINUTE, NOON + first * MINUTE, NOON + now * MINUTE);
    return [(fromMs - NOON) / MINUTE, (toMs - NOON) / MINUTE];
  };
  expect(minutes(0.5, 0.5, 4.9)).toEqual([1, 4]);
  // A step a minute: the last whole minute has some of two steps.
  expect(minutes(3.5, 0.5, 4.2)).toEqual([3, 4]);
  // None yet, and not one of before the shift.
  expect(minutes(0.5, 0.5, 1.4)).toEqual([1, 1]);
});

test('a share is told as what it is: of now, of the bake, or not to be had', () => {
  const underWay = { underWay: true, percentActual: 9.52 };
  expect(seenTraffic(shift(underWay))).toBe('actual 9.5 %');
  expect(seenTraffic(shift({ ...underWay, percentActual: undefined }))).toBe('not measured for a whole minute yet');
  expect(seenTraffic(shift())).toBe('10.0 % in the bake');
  expect(seenTraffic(shift({ percentActual: undefined }))).toBe('too short for a share to be measured');
  expect(seenTraffic(shift({ plan: { ...shift().plan, bakeMs: 0 } }))).toBe('');
});
