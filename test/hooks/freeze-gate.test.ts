import { describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { FreezeGateEnvironment, FreezePeriod } from '../../hooks/freeze-gate/contract.ts';
import { decideFreeze } from '../../hooks/freeze-gate/decide.ts';

const christmas: FreezePeriod = {
  name: 'Christmas',
  from: '2026-12-24T18:00',
  to: '2026-12-27T08:00',
  timeZone: 'Europe/Berlin',
  reason: 'nobody is in the office',
};
const at = (text: string) => Date.parse(text);

describe('a freeze holds', () => {
  test.each([
    ['2026-12-24T16:59:59Z', 'pass'],
    ['2026-12-24T17:00:00Z', 'fail'], // 18:00 in Berlin
    ['2026-12-27T06:59:59Z', 'fail'],
    ['2026-12-27T07:00:00Z', 'pass'], // 08:00 in Berlin
  ])('at %s: %s', (text, verdict) => {
    expect(decideFreeze([christmas], 'Prod', at(text)).verdict).toBe(verdict);
  });

  test('by the clocks of its own time zone, in summer too', () => {
    const summer = { ...christmas, from: '2026-07-01T00:00', to: '2026-07-02T00:00' };
    expect(decideFreeze([summer], 'Prod', at('2026-06-30T22:00:00Z')).verdict).toBe('fail');
    expect(decideFreeze([{ ...summer, timeZone: 'UTC' }], 'Prod', at('2026-06-30T22:00:00Z')).verdict).toBe('pass');
  });

  test('for the stages that it names only', () => {
    const named = { ...christmas, stages: ['Prod'] };
    expect(decideFreeze([named], 'Prod', at('2026-12-25T12:00:00Z')).verdict).toBe('fail');
    expect(decideFreeze([named], 'Beta', at('2026-12-25T12:00:00Z')).verdict).toBe('pass');
  });

  test('and says which, until when, and why', () => {
    expect(decideFreeze([christmas], 'Prod', at('2026-12-25T12:00:00Z')).reason).toBe(
      'Prod is frozen: Christmas, from 2026-12-24T18:00 to 2026-12-27T08:00 (Europe/Berlin), because of nobody is in the office; it is 2026-12-25T13:00 there. Retry the stage afterwards.',
    );
  });
});

test('a time that is not known is no pass', () => {
  expect(decideFreeze([], 'Prod', Number.NaN).verdict).toBe('inconclusive');
});

describe('the calendar', () => {
  test('comes through the environment as it is', () => {
    const environment = { FREEZE_CALENDAR: [christmas, { ...christmas, stages: ['Prod'] }] };
    expect(FreezeGateEnvironment.parse(z.encode(FreezeGateEnvironment, environment))).toEqual(environment);
  });

  test.each([
    [{ from: '24.12.2026' }, 'must be a date and time'],
    [{ from: '2026-12-24T24:00' }, 'must be a date and time'],
    [{ timeZone: 'Europe/Bonn' }, 'must be an IANA time zone'],
    [{ to: '2026-12-24T18:00' }, 'must end after it begins'],
    [{ stages: [] }, 'stages'],
  ])('refuses %j', (wrong, message) => {
    expect(JSON.stringify(FreezePeriod.safeParse({ ...christmas, ...wrong }).error?.issues)).toContain(message);
  });
});
