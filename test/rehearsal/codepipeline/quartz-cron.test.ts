import { expect, test } from '@jest/globals';
import { CronSyntaxError, matchesCron } from '../../../rehearsal/services/codepipeline/rules/quartz-cron.ts';

// 2026-01-05 is a Monday.
test.each([
  ['* * 9-16 ? * MON-FRI', '2026-01-05T09:00Z', 'UTC', true],
  ['* * 9-16 ? * MON-FRI', '2026-01-05T17:00Z', 'UTC', false],
  ['* * 9-16 ? * MON-FRI', '2026-01-04T10:00Z', 'UTC', false],
  ['* * 9-16 ? * 2-6', '2026-01-05T08:30Z', 'Europe/Paris', true],
  ['* * 9-16 ? * 2-6', '2026-01-05T09:00Z', 'America/New_York', false],
  ['* 0/15 * * * ?', '2026-01-05T09:45Z', 'UTC', true],
  ['* 0/15 * * * ?', '2026-01-05T09:46Z', 'UTC', false],
  ['* * * L * ?', '2026-02-28T00:00Z', 'UTC', true],
  ['* * * L-1 * ?', '2026-02-28T00:00Z', 'UTC', false],
  ['* * * ? * 6L', '2026-01-30T00:00Z', 'UTC', true],
  ['* * * ? * 6L', '2026-01-23T00:00Z', 'UTC', false],
  ['* * * ? * MON#1', '2026-01-05T00:00Z', 'UTC', true],
  ['* * * ? * MON#2', '2026-01-05T00:00Z', 'UTC', false],
  ['* * 22-4 ? * *', '2026-01-05T02:00Z', 'UTC', true],
  ['* * * ? FEB-MAR * 2026', '2026-01-05T00:00Z', 'UTC', false],
])('%s at %s in %s: %s', (expression, at, timeZone, expected) => {
  expect(matchesCron(expression, new Date(at), timeZone)).toBe(expected);
});

test.each([
  ['* * *', 'UTC', '3 fields'],
  ['30 * * * * ?', 'UTC', '30'],
  ['* * * 15W * ?', 'UTC', '15W'],
  ['* * * ? * XXX', 'UTC', 'XXX'],
  ['* * * ? * *', 'Nowhere', 'Nowhere'],
])('%s in %s is refused, naming %s', (expression, timeZone, named) => {
  const check = () => matchesCron(expression, new Date('2026-01-05T00:00Z'), timeZone);
  expect(check).toThrow(CronSyntaxError);
  expect(check).toThrow(named);
});
