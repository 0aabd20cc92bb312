import { describe, expect, test } from '@jest/globals';
import { decideBake, evidenceOf, type Layer, type Minute } from '../../../hooks/bake-judge/decide.ts';
import { bakeQueries, toMinutes } from '../../../hooks/bake-judge/observe.ts';
import { evidencePart } from '../../../hooks/synthetic-traffic/plan.ts';
import { runBake, seededRandom } from './simulated-bake.ts';

const LIMITS = { alpha: 0.01, slowMs: 1000, marginPercent: 5 };
const layer = (invocations: number, errors: number, oldInvocations: number, oldErrors: number): Layer => ({
  newVersion: { invocations, errors, slow: 0 },
  oldVersion: { invocations: oldInvocations, errors: oldErrors, slow: 0 },
});
const NOBODY = layer(0, 0, 0, 0);

describe('synthetic requests, beside users’', () => {
  test('are evidence where there are no users', () => {
    const minutes: Minute[] = [{ ...NOBODY, synthetic: layer(60, 12, 60, 0) }];
    const { verdict, reason } = decideBake(minutes, LIMITS);
    expect(verdict).toBe('fail');
    expect(reason).toContain(
      'errors: none new, none old; answers over 1000 ms: none new, none old; of synthetic requests errors: 20.00 % new, 0.00 % old',
    );
  });

  test('let a bake pass that would have been inconclusive, and are counted by themselves', () => {
    const users = layer(3, 0, 27, 0);
    expect(decideBake([users], LIMITS).verdict).toBe('inconclusive');
    const { verdict, reason } = decideBake([{ ...users, synthetic: layer(400, 0, 400, 0) }], LIMITS);
    expect(verdict).toBe('pass');
    expect(reason).toContain(
      '3 answers of the new version and 27 of the old, and to synthetic requests 400 answers of the new version and 400 of the old',
    );
  });

  // Thrown together, the new version would have 12 of 115 and the old one 13 of 1035: no worse than its share.
  test('neither hide a difference between users’ answers nor make one', () => {
    const users = layer(15, 12, 935, 13);
    const hidden = evidenceOf([{ ...users, synthetic: layer(300, 0, 300, 0) }]).errors;
    expect(hidden).toBeCloseTo(evidenceOf([users]).errors, 6);
    // Ten times as many errors among users' requests than among ours, in both versions alike.
    const alike = { ...layer(100, 20, 900, 180), synthetic: layer(500, 10, 500, 10) };
    expect(evidenceOf([alike]).combined).toBeLessThan(Math.log(2));
  });
});

describe('over 1,000 simulated bakes of five minutes with both kinds', () => {
  const QUALITY = { errors: 0.001, slow: 0.001 };
  const NEED = { perVersion: 70, usersNewVersion: 46 };
  /** Takes the bake's users and our requests, both with these shares of errors; says when it was taken back. */
  function bakes(
    usersPart: number,
    newErrors: { users: number; synthetic: number },
    oldErrors: { users: number; synthetic: number },
    count: number,
  ): number {
    const random = seededRandom(11);
    const usersPerSecond = (usersPart * NEED.usersNewVersion) / 0.1 / 240;
    const perVersion = (1 - usersPart) * NEED.perVersion;
    let rejected = 0;
    for (let bake = 0; bake < count; bake++) {
      // Our requests of the minutes after the first, half of them to each version.
      const ours: Minute[] = [];
      runBake(
        {
          requestsPerSecond: (2 * perVersion) / 180,
          minutes: 3,
          secondsBetweenLooks: 10,
          weight: () => 0.5,
          newVersion: { ...QUALITY, errors: newErrors.synthetic },
          oldVersion: { ...QUALITY, errors: oldErrors.synthetic },
        },
        random,
        (minutes) => {
          ours.splice(0, ours.length, ...minutes);
          return false;
        },
      );
      const at = runBake(
        {
          requestsPerSecond: usersPerSecond,
          minutes: 4,
          secondsBetweenLooks: 10,
          weight: () => 0.1,
          newVersion: { ...QUALITY, errors: newErrors.users },
          oldVersion: { ...QUALITY, errors: oldErrors.users },
        },
        random,
        (minutes) => {
          const seen = minutes.map((minute, index) => {
            const synthetic = ours[index - 1];
            return synthetic === undefined ? minute : { ...minute, synthetic };
          });
          return evidenceOf(seen).combined >= Math.log(1 / LIMITS.alpha);
        },
      );
      if (at !== undefined) rejected += 1;
    }
    return rejected / count;
  }

  test.each([
    0, 0.25, 0.5, 0.75,
  ])('a version that fails 20 %% is noticed where users bring %d of what is needed', (part) => {
    expect(evidencePart({ users: part * 46, synthetic: (1 - part) * 70 }, NEED)).toBeCloseTo(1, 9);
    const bad = { users: 0.2, synthetic: 0.2 };
    expect(bakes(part, bad, { users: 0.001, synthetic: 0.001 }, 1_000)).toBeGreaterThanOrEqual(0.93);
  });

  test('a version that is no worse is taken back in less than 1 %, though users’ requests fail ten times as often as ours', () => {
    const same = { users: 0.1, synthetic: 0.01 };
    expect(bakes(0.5, same, same, 1_000)).toBeLessThan(LIMITS.alpha);
  });
});

test('are read by the minute from the new version’s own number and from the baseline alias, where both were asked', () => {
  const watched = {
    functionName: 'fn',
    aliasName: 'live',
    newVersion: '2',
    slowMs: 800,
    baselineAliasName: 'baseline',
  };
  const queries = bakeQueries(watched);
  const resourceOf = (id: string) =>
    queries.find(({ Id }) => Id === id)?.MetricStat?.Metric?.Dimensions?.find(({ Name }) => Name === 'Resource')?.Value;
  expect(resourceOf('asked_new_errors')).toBe('fn:2');
  expect(resourceOf('asked_old_errors')).toBe('fn:baseline');
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 0, minute));
  const values: Record<string, [Date, number][]> = {
    // The first minute is the pre-traffic hook's: nobody asked the old version.
    asked_new_invocations: [
      [at(0), 26],
      [at(1), 24],
    ],
    asked_new_errors: [[at(1), 3]],
    asked_old_invocations: [[at(1), 24]],
  };
  const results = queries.map(({ Id = '' }) => ({
    Id,
    StatusCode: 'Complete' as const,
    Timestamps: (values[Id] ?? []).map(([time]) => time),
    Values: (values[Id] ?? []).map(([, value]) => value),
  }));
  expect(toMinutes(results, true)).toEqual([
    {
      newVersion: { invocations: 0, errors: 0, slow: 0 },
      oldVersion: { invocations: 0, errors: 0, slow: 0 },
      synthetic: {
        newVersion: { invocations: 24, errors: 3, slow: 0 },
        oldVersion: { invocations: 24, errors: 0, slow: 0 },
      },
    },
  ]);
  expect(() =>
    toMinutes(
      results.filter(({ Id }) => Id !== 'asked_old_slow'),
      true,
    ),
  ).toThrow('asked_old_slow');
});
