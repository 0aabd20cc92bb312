import { expect, test } from '@jest/globals';
import { localTime } from '../../../rehearsal/scenarios/freeze.ts';

test.each([
  ['half an hour off the others', 'Asia/Kolkata', '2026-12-24T23:59'],
  ['behind', 'America/New_York', '2026-12-24T13:29'],
])('a time zone %s: the time there, to the minute', (_, timeZone, expected) => {
  expect(localTime(Date.UTC(2026, 11, 24, 18, 29, 59), timeZone)).toBe(expected);
});
