import { expect, test } from '@jest/globals';
import { doraOf } from '../../../console/model/dora.ts';
import { MINUTE, NOON, row } from './views.ts';

const DAY = 24 * 60 * MINUTE;
const at = (day: number, more: Parameters<typeof row>[0] = {}) =>
  row({ id: `e${day}`, startedMs: NOON + day * DAY, updatedMs: NOON + day * DAY + 20 * MINUTE, ...more });
const now = NOON + 4 * DAY;

/** The figures of a whole history. */
const figuresOf = (rows: readonly ReturnType<typeof row>[], nowMs = now) => doraOf(rows, nowMs, rows.at(-1)?.startedMs);

test('a pipeline without releases has no figures, and no zero in their place', () => {
  expect(figuresOf([])).toMatchObject({
    released: 0,
    medianLeadMs: undefined,
    changeFailureRate: undefined,
    medianRestoreMs: undefined,
  });
});

test('what was released, how long it took, and how often it was taken back', () => {
  const rows = [
    at(3, { leadMs: 40 * MINUTE }),
    at(2, { outcome: 'takenBack', leadMs: undefined }),
    at(1, { leadMs: 10 * MINUTE }),
    at(0, { leadMs: 20 * MINUTE }),
  ];
  const dora = figuresOf(rows);
  expect(dora).toMatchObject({ days: 4, released: 3, releasesPerDay: 0.75, changeFailureRate: 0.25 });
  expect(dora.medianLeadMs).toBe(20 * MINUTE);
  expect(dora.medianRestoreMs).toBe(DAY);
});

test('the time to restore runs from the first of several that were taken back', () => {
  const rows = [at(3), at(2, { outcome: 'takenBack' }), at(1, { outcome: 'takenBack' }), at(0)];
  expect(figuresOf(rows).medianRestoreMs).toBe(2 * DAY);
});

test('what did not come to the last stage is no change there', () => {
  const rows = [at(1, { outcome: 'rejected', enteredMs: undefined }), at(0)];
  expect(figuresOf(rows)).toMatchObject({ released: 1, changeFailureRate: 0 });
});

test('the creation of the pipeline is no change, and no failure', () => {
  const creation = at(0, { outcome: 'created', enteredMs: undefined, leadMs: undefined, commit: '' });
  expect(figuresOf([creation])).toMatchObject({ released: 0, changeFailureRate: undefined });
  expect(figuresOf([at(1), creation])).toMatchObject({ released: 1, changeFailureRate: 0, medianRestoreMs: undefined });
});

test('what is older than thirty days does not count', () => {
  expect(figuresOf([at(40), at(0)], NOON + 41 * DAY)).toMatchObject({ days: 30, released: 1 });
});

test('a month with one release in it is a month, where there were others before', () => {
  expect(doraOf([at(40)], NOON + 41 * DAY, NOON)).toMatchObject({ days: 30, released: 1, releasesPerDay: 1 / 30 });
});
