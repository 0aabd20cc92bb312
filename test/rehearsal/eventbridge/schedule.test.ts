import { expect, test } from '@jest/globals';
import { parseSchedule } from '../../../rehearsal/services/eventbridge/schedule.ts';

const from = Date.UTC(2026, 0, 5, 10, 30); // a Monday

test.each([
  ['rate(5 minutes)', '2026-01-05T10:35:00.000Z'],
  ['rate(1 hour)', '2026-01-05T11:30:00.000Z'],
  ['rate(2 days)', '2026-01-07T10:30:00.000Z'],
  ['cron(0 12 * * ? *)', '2026-01-05T12:00:00.000Z'],
  ['cron(0 9 ? * MON-FRI *)', '2026-01-06T09:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-01-05T10:45:00.000Z'],
  ['cron(0 0 1 FEB ? *)', '2026-02-01T00:00:00.000Z'],
])('%s', (expression, expected) => {
  expect(new Date(parseSchedule(expression)(from) ?? 0).toISOString()).toBe(expected);
});

test('a year that is over is never due', () => {
  expect(parseSchedule('cron(0 0 1 1 ? 2020)')(from)).toBeUndefined();
});

test.each([
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(0 12 * * ?)',
  'cron(61 * * * ? *)',
  'every day',
])('%s is refused by name', (expression) => {
  expect(() => parseSchedule(expression)).toThrow(expression);
});
