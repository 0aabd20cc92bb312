import { expect, test } from '@jest/globals';
import { timeRange } from '../../../console/web/parts/time-range.ts';

const DAY_S = 86_400;

test('around a single minute a chart shows the ones beside it, and not the day that uPlot would', () => {
  expect(timeRange([600], 600, 600 + DAY_S)).toEqual([540, 660]);
});

test('else it shows what there is', () => {
  expect(timeRange([600, 660], 600, 660)).toEqual([600, 660]);
  expect(timeRange([], 0, 1)).toEqual([0, 1]);
});
