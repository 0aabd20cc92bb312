import { describe, expect, test } from '@jest/globals';
import type { ShadowRules } from '../../../../hooks/pre-traffic/shadow/contract.ts';
import { Shadow } from '../../../../hooks/pre-traffic/shadow/contract.ts';
import { decideShadow } from '../../../../hooks/pre-traffic/shadow/decide.ts';
import { latencyLimitMs, median } from '../../../../hooks/pre-traffic/shadow/latency.ts';
import type { ShadowCall, ShadowObservation } from '../../../../hooks/pre-traffic/shadow/observe.ts';
import type { Verdict } from '../../../../hooks/verdict.ts';

const RULES: ShadowRules = {
  varying: { 'body.at': 'the time' },
  changed: {},
  personal: ['body.Name'],
  addedFields: 'allowed',
  latency: { ratio: 3, floorMs: 100, calls: 3 },
};
const EVENT = { name: 'a', method: 'GET', path: '/x', query: null } as const;
const ANSWER = { statusCode: 200, headers: {}, body: { Name: 'Ada', at: 1 } };

/** Four calls of one version: one to warm it up, three measured. */
const calls = (executedVersion: string, answer: unknown = ANSWER, times = [900, 20, 30, 25]): ShadowCall[] =>
  times.map((durationMs, index) => ({ executedVersion, answer, durationMs, measured: index > 0 }));
const seen = (old: readonly ShadowCall[], newer: readonly ShadowCall[]): ShadowObservation[] => [
  { event: 'a', old, new: newer },
];
const decide = (observations: readonly ShadowObservation[], rules: Partial<ShadowRules> = {}) =>
  decideShadow({ events: [EVENT], rules: { ...RULES, ...rules } }, observations, '4');

const [failed, notFound] = [
  { functionError: 'Unhandled', errorType: 'E' },
  { ...ANSWER, statusCode: 404 },
];

describe('the verdict of the comparison', () => {
  test.each<[string, Verdict['verdict'], ShadowObservation[], RegExp]>([
    ['the same answers', 'pass', seen(calls('3'), calls('4')), /^1 events answered as by version 3$/],
    [
      'a value that varies',
      'pass',
      seen(calls('3'), calls('4', { ...ANSWER, body: { Name: 'Ada', at: 2 } })),
      /1 events/,
    ],
    ['another status', 'fail', seen(calls('3'), calls('4', notFound)), /a: statusCode was 200, is 404/],
    [
      'a new failure',
      'fail',
      seen(calls('3'), calls('4', failed)),
      /functionError was absent|statusCode was 200, is absent/,
    ],
    [
      'a failure that comes and goes, mended',
      'pass',
      seen([...calls('3', failed).slice(0, 2), ...calls('3').slice(2)], calls('4')),
      /^1 events answered as by version 3$/,
    ],
    [
      'a failure that comes and goes, and another answer',
      'fail',
      seen([...calls('3', failed).slice(0, 2), ...calls('3').slice(2)], calls('4', notFound)),
      /a: statusCode was 200, is 404/,
    ],
    [
      'a failure that became one that comes and goes',
      'inconclusive',
      seen(calls('3', failed), [...calls('4').slice(0, 3), ...calls('4', failed).slice(3)]),
      /neither version answered/,
    ],
    ['a failure of both', 'inconclusive', seen(calls('3', failed), calls('4', failed)), /neither version answered/],
    [
      'a slow version',
      'fail',
      seen(calls('3'), calls('4', ANSWER, [1, 101, 102, 20])),
      /latency was 25 ms, is 101 ms, above 100 ms/,
    ],
    ['one slow call', 'pass', seen(calls('3'), calls('4', ANSWER, [1, 20, 5_000, 20])), /answered as/],
    ['a slow first call', 'pass', seen(calls('3'), calls('4', ANSWER, [5_000, 20, 20, 20])), /answered as/],
    ['no observation', 'inconclusive', [], /0 observations/],
    ['two observations', 'inconclusive', [...seen(calls('3'), calls('4')), ...seen(calls('3'), calls('4'))], /2 obs/],
    ['a call less of the old', 'inconclusive', seen(calls('3').slice(0, 3), calls('4')), /2 measured calls of the old/],
    ['a call less of the new', 'inconclusive', seen(calls('3'), calls('4').slice(1, 3)), /2 measured calls of the new/],
    ['no time', 'inconclusive', seen(calls('3'), calls('4', ANSWER, [1, 2, Number.NaN, 3])), /not measured/],
    [
      'the new version behind the alias',
      'inconclusive',
      seen([...calls('3').slice(1), ...calls('4').slice(0, 1)], calls('4')),
      /led to the new version/,
    ],
    ['an older version asked as the new one', 'inconclusive', seen(calls('3'), calls('2')), /another version than 4/],
    [
      'two versions behind the alias',
      'inconclusive',
      seen([...calls('3').slice(1), ...calls('2').slice(0, 1)], calls('4')),
      /3 and 2/,
    ],
    [
      'an untold version',
      'inconclusive',
      seen(
        calls('3').map(({ executedVersion: _, ...call }) => call),
        calls('4'),
      ),
      /did not say/,
    ],
  ])('%s: %s', (_, verdict, observations, reason) => {
    const decided = decide(observations);
    expect(decided.verdict).toBe(verdict);
    expect(decided.reason).toMatch(reason);
    expect(decided.comparable).toBe(true);
  });

  test('has nothing to say of a version that mends what the old one fails on', () => {
    expect(decide(seen(calls('3', failed), calls('4')))).toEqual({
      verdict: 'inconclusive',
      reason: 'nothing to compare with: version 3 fails on all 1 events',
      differences: [],
      comparable: false,
    });
  });

  test('says that there is nothing to compare with', () => {
    const decided = decideShadow({ events: [EVENT], rules: RULES }, 'noOldVersion', '4');
    expect(decided).toMatchObject({ verdict: 'inconclusive', comparable: false });
    expect(decided.reason).toMatch(/^nothing to compare with/);
  });

  test('passes a change that the release declares, for its event or for all', () => {
    const changed = { body: 'renamed' };
    const observations = seen(calls('3'), calls('4', { ...ANSWER, body: {} }));
    expect(decide(observations).differences.map(({ path }) => path)).toEqual(['body.Name', 'body.at']);
    expect(decide(observations, { changed }).verdict).toBe('pass');
    const ofEvent = decideShadow({ events: [{ ...EVENT, changed }], rules: RULES }, observations, '4');
    expect(ofEvent.verdict).toBe('pass');
  });

  test('blames the new version for nothing in which the old one disagrees with itself', () => {
    const old = calls('3').map((call, index) => ({
      ...call,
      answer: { ...ANSWER, body: { Name: 'Ada', at: 1, n: index } },
    }));
    const same = calls('4', { ...ANSWER, body: { Name: 'Ada', at: 1, n: 9 } });
    expect(decide(seen(old, same))).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('body.n'),
    });
    const worse = decide(seen(old, calls('4', { statusCode: 500, body: { Name: 'Ada', at: 1, n: 9 }, headers: {} })));
    expect(worse).toMatchObject({ verdict: 'fail', differences: [{ path: 'statusCode' }] });
  });

  test('a difference that one call of several shows is found', () => {
    const [first, ...others] = calls('4');
    const once = first === undefined ? others : [...others, { ...first, answer: notFound }];
    expect(decide(seen(calls('3'), once)).verdict).toBe('fail');
  });

  test('tells three differences in its reason and keeps all', () => {
    const other = { statusCode: 500, headers: { a: 1 }, body: { Name: 'B', at: 'x' }, more: 1 };
    const decided = decide(seen(calls('3'), calls('4', other)), { addedFields: 'refused' });
    expect(decided.differences).toHaveLength(5);
    expect(decided.reason).toMatch(/; and 2 more$/);
    expect(JSON.stringify(decided)).not.toContain('Ada');
  });
});

describe('the latency', () => {
  test('is judged by medians, above a floor', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeUndefined();
    expect(median([1, Number.NaN, 2])).toBeUndefined();
    expect(latencyLimitMs(2, RULES.latency)).toBe(100);
    expect(latencyLimitMs(50, RULES.latency)).toBe(150);
  });
});

describe('the declaration', () => {
  const shadow = { aliasArn: 'arn', events: [EVENT], rules: RULES };

  test('is refused where an event could write, where there is none, and where the median is no call', () => {
    expect(Shadow.safeParse(shadow).success).toBe(true);
    expect(Shadow.safeParse({ ...shadow, events: [{ ...EVENT, method: 'POST' }] }).success).toBe(false);
    expect(Shadow.safeParse({ ...shadow, events: [] }).success).toBe(false);
    for (const calls of [1, 2, 4]) {
      const rules = { ...RULES, latency: { ...RULES.latency, calls } };
      expect(Shadow.safeParse({ ...shadow, rules }).success).toBe(false);
    }
  });
});
