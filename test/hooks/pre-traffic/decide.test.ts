import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { SmokeCheck } from '../../../hooks/pre-traffic/contract.ts';
import { decidePreTraffic, type SmokeObservation, withShadow } from '../../../hooks/pre-traffic/decide.ts';
import type { Verdict } from '../../../hooks/verdict.ts';

const check = (name: string, expectStatus = 200): SmokeCheck => ({
  name,
  method: 'GET',
  path: '/x',
  query: null,
  body: null,
  expectStatus,
  expectFields: { Roll: '1' },
});
const good: SmokeObservation = { check: 'a', statusCode: 200, fields: { Roll: '1', more: 2 }, durationMs: 20 };
const LIMITS = { latencyMs: 100 };

describe('the pre-traffic verdict', () => {
  test.each<[string, Verdict['verdict'], SmokeObservation[], RegExp]>([
    ['an answer as expected', 'pass', [good], /1 checks held/],
    ['an answer exactly at the limit', 'pass', [{ ...good, durationMs: 100 }], /held/],
    ['a slow answer', 'fail', [{ ...good, durationMs: 100.6 }], /took 101 ms, the limit is 100 ms/],
    ['a function error', 'fail', [{ ...good, functionError: 'Unhandled {}' }], /Unhandled/],
    ['another status', 'fail', [{ ...good, statusCode: 500 }], /status 500 instead of 200/],
    ['no proxy answer', 'fail', [{ check: 'a', durationMs: 5 }], /not an answer/],
    ['another field', 'fail', [{ ...good, fields: { Roll: '2' } }], /Roll is "2" instead of "1"/],
    ['no fields', 'fail', [{ check: 'a', statusCode: 200, durationMs: 5 }], /Roll is undefined/],
    ['no observation', 'inconclusive', [], /0 observations/],
    ['two observations', 'inconclusive', [good, good], /2 observations/],
    ['no time', 'inconclusive', [{ ...good, durationMs: Number.NaN }], /not measured/],
  ])('%s: %s', (_, verdict, observations, reason) => {
    const decided = decidePreTraffic([check('a')], observations, LIMITS);
    expect(decided.verdict).toBe(verdict);
    expect(decided.reason).toMatch(reason);
  });

  test('nothing to check, or no limit, is inconclusive', () => {
    expect(decidePreTraffic([], [good], LIMITS).verdict).toBe('inconclusive');
    expect(decidePreTraffic([check('a')], [good], { latencyMs: Number.NaN }).verdict).toBe('inconclusive');
  });

  test('a wrong answer is a failure also where another answer is missing', () => {
    const wrong = { ...good, statusCode: 500 };
    expect(decidePreTraffic([check('b'), check('a')], [wrong], LIMITS).verdict).toBe('fail');
  });

  test('passes never where an observation is missing or wrong', () => {
    const observation = fc.record({
      statusCode: fc.constantFrom(200, 404, 500),
      durationMs: fc.oneof(fc.constant(Number.NaN), fc.integer({ min: 0, max: 200 })),
      functionError: fc.option(fc.constant('Unhandled'), { nil: undefined }),
      seen: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 6 }), (drawn) => {
        const checks = drawn.map((_, index) => check(`check ${index}`));
        const observations = drawn.flatMap(({ seen, functionError, ...rest }, index) =>
          seen
            ? [{ ...rest, check: `check ${index}`, fields: { Roll: '1' }, ...(functionError ? { functionError } : {}) }]
            : [],
        );
        const sound = drawn.every(
          (one) => one.seen && one.statusCode === 200 && one.durationMs <= LIMITS.latencyMs && !one.functionError,
        );
        expect(decidePreTraffic(checks, observations, LIMITS).verdict === 'pass').toBe(sound);
      }),
    );
  });
});

describe('the smoke checks with the comparison', () => {
  const differences = [{ event: 'a', path: 'headers.x', kind: 'removed', old: '"1"', new: 'absent' }] as const;
  const differ = { verdict: 'fail', reason: 'answers differ', differences, comparable: true } as const;
  const smoke = (verdict: Verdict['verdict'], isEarlierRelease: boolean) => ({
    verdict,
    reason: 'checks',
    isEarlierRelease,
  });

  test('a difference stops a new release', () => {
    expect(withShadow(smoke('pass', false), differ)).toEqual({
      verdict: 'fail',
      reason: 'checks; answers differ',
      differences,
    });
  });

  test('a stage goes back to an earlier release whatever that one answers otherwise, and it is told', () => {
    expect(withShadow(smoke('pass', true), differ)).toEqual({
      verdict: 'pass',
      reason: 'checks; it goes back, which the comparison does not stop: answers differ',
      differences,
    });
  });

  test('it does not go back to a release whose checks do not hold', () => {
    expect(withShadow(smoke('fail', true), differ)).toMatchObject({ verdict: 'fail', reason: 'checks' });
  });
});
