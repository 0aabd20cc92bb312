import { expect, test } from '@jest/globals';
import { firstLine, formatDuration } from '../../../cli/render/format.ts';

test.each([
  [-5, '0ms'],
  [0, '0ms'],
  [849.6, '850ms'],
  [1000, '1.0s'],
  [12_340, '12.3s'],
  [60_000, '1m00s'],
  [245_999, '4m05s'],
  [3_600_000, '1h00m'],
  [3_720_000, '1h02m'],
  [90_000_000, '25h00m'],
  [604_800_000 - 3_600_000, '6d23h'],
])('%d ms is shown as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  ['one\ntwo', 10, 'one'],
  ['exactly ten', 11, 'exactly ten'],
  ['longer than it may be', 10, 'longer th…'],
  ['', 10, ''],
  ['text', 0, '…'],
])('the first line of %j within %d characters', (text, width, cut) => {
  expect(firstLine(text, width)).toBe(cut);
});
