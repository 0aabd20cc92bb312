import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Asked, dueRequests, evidencePart, SLOT_SECONDS } from '../../../hooks/synthetic-traffic/plan.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 5, 12, 0, 20);
const NEED = { perVersion: 70, usersNewVersion: 46, baselineAliasName: 'baseline' };
const WINDOW = { seconds: 180, perSecondMax: 5 };
/** The first whole minute of the shift. */
const WINDOW_MS = Date.UTC(2026, 0, 5, 12, 1, 0);
const due = (atSeconds: number, asked: Asked = { users: 0, synthetic: 0 }, window = WINDOW) =>
  dueRequests(WINDOW_MS + atSeconds * 1000, START_MS, asked, NEED, window);

/** A whole window in which users bring so many requests a slot. */
function wholeWindow(usersPerSlot: number): Asked & { readonly mostInASlot: number } {
  let [users, synthetic, mostInASlot] = [0, 0, 0];
  for (let second = 0; second < WINDOW.seconds; second += SLOT_SECONDS) {
    const sent = due(second, { users, synthetic });
    synthetic += sent;
    users += usersPerSlot;
    mostInASlot = Math.max(mostInASlot, sent);
  }
  return { users, synthetic, mostInASlot };
}

describe('synthetic requests', () => {
  test('are none before the first whole minute of the shift, in which nothing else is counted', () => {
    expect(due(-1)).toBe(0);
    expect(due(0)).toBeGreaterThan(0);
  });

  test('are none when it is too late for an alarm to stop the shift by them', () => {
    expect(due(179)).toBeGreaterThan(0);
    expect(due(180)).toBe(0);
  });

  test('are exactly those that are needed where users bring none, at an even pace', () => {
    expect(wholeWindow(0)).toEqual({ users: 0, synthetic: NEED.perVersion, mostInASlot: 4 });
  });

  test('are none where users bring enough', () => {
    expect(due(60, { users: NEED.usersNewVersion, synthetic: 0 })).toBe(0);
    expect(due(170, { users: 0, synthetic: NEED.perVersion })).toBe(0);
  });

  test('are never more a second than the bound, however much is missing', () => {
    expect(due(170, { users: 0, synthetic: 0 }, { ...WINDOW, perSecondMax: 2 })).toBe(2 * SLOT_SECONDS);
  });

  test('make up for what is missing, and for no more: with any traffic of users there is enough at the end, and barely', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10, noNaN: true }), (usersPerSlot) => {
        const { users, synthetic } = wholeWindow(usersPerSlot);
        expect(evidencePart({ users, synthetic }, NEED)).toBeGreaterThanOrEqual(1);
        // Users' of the last slot come after it was decided, and one request is sent whole.
        const surplus = usersPerSlot / NEED.usersNewVersion + 1 / NEED.perVersion;
        const enough = Math.max(1, users / NEED.usersNewVersion);
        if (synthetic > 1)
          expect(evidencePart({ users, synthetic }, NEED)).toBeLessThanOrEqual(enough + surplus + 1e-6);
      }),
      { numRuns: 2_000 },
    );
  });

  test('begin with a shift that begins with the minute', () => {
    expect(dueRequests(WINDOW_MS, WINDOW_MS, { users: 0, synthetic: 0 }, NEED, WINDOW)).toBeGreaterThan(0);
    expect(dueRequests(WINDOW_MS, WINDOW_MS + MINUTE_MS, { users: 0, synthetic: 0 }, NEED, WINDOW)).toBe(0);
  });
});
