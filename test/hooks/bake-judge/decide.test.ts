import { describe, expect, test } from '@jest/globals';
import { type BakeLimits, decideBake, type Minute, smallestDetectableShare } from '../../../hooks/bake-judge/decide.ts';

const LIMITS: BakeLimits = { alpha: 0.01, slowMs: 1_000, marginPercent: 5 };
const minute = (newVersion: [number, number, number], oldVersion: [number, number, number]): Minute => {
  const counts = ([invocations, errors, slow]: [number, number, number]) => ({ invocations, errors, slow });
  return { newVersion: counts(newVersion), oldVersion: counts(oldVersion) };
};
const repeat = (times: number, one: Minute): Minute[] => Array.from({ length: times }, () => one);

describe('a bake', () => {
  test('with as many errors as before passes, and says what it has seen', () => {
    const { verdict, reason } = decideBake(repeat(5, minute([60, 1, 0], [540, 9, 1])), LIMITS);
    expect(verdict).toBe('pass');
    expect(reason).toBe(
      'no worse, as far as 300 answers of the new version and 2700 of the old can show: errors: 1.67 % new, 1.67 % old; answers over 1000 ms: 0.00 % new, 0.19 % old',
    );
  });

  test('with more errors fails, and so does one with more slow answers', () => {
    const failing = decideBake(repeat(2, minute([60, 4, 0], [540, 1, 0])), LIMITS);
    expect(failing).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(/^the new version gives more errors/),
    });
    expect(failing.evidence.combined).toBeGreaterThan(Math.log(100));
    const slow = decideBake(repeat(2, minute([60, 0, 5], [540, 0, 1])), LIMITS);
    expect(slow).toMatchObject({ verdict: 'fail', reason: expect.stringMatching(/gives more slow answers/) });
    expect(slow.evidence.errors).toBeCloseTo(0);
  });

  test('with little traffic is inconclusive, and says what would not have been noticed', () => {
    const { verdict, reason } = decideBake(repeat(5, minute([6, 0, 0], [54, 0, 0])), LIMITS);
    expect(verdict).toBe('inconclusive');
    expect(reason).toMatch(
      /^not enough evidence: of 30 answers of the new version and 270 of the old, fewer than \d+\.\d\d % errors would not/,
    );
    const two = decideBake([minute([1, 0, 0], [2, 0, 0])], LIMITS);
    expect(two.reason).toContain('no share of errors would have been noticed');
  });

  test('without traffic of both versions together is inconclusive, whatever one of them did', () => {
    const alone = [minute([0, 0, 0], [600, 300, 0]), minute([600, 300, 300], [0, 0, 0])];
    const judged = decideBake(alone, LIMITS);
    expect(judged.verdict).toBe('inconclusive');
    for (const evidence of Object.values(judged.evidence)) expect(evidence).toBeCloseTo(0);
    expect(decideBake([], LIMITS).verdict).toBe('inconclusive');
  });

  test.each([
    ['a count', [minute([Number.NaN, 0, 0], [540, 0, 0])], LIMITS],
    ['alpha', repeat(5, minute([600, 0, 0], [540, 0, 0])), { ...LIMITS, alpha: 0 }],
    ['alpha', repeat(5, minute([600, 0, 0], [540, 0, 0])), { ...LIMITS, alpha: 1 }],
    ['margin', repeat(5, minute([600, 0, 0], [540, 0, 0])), { ...LIMITS, marginPercent: Number.NaN }],
  ])('never passes where %s is no number to judge by', (what, minutes, limits) => {
    expect(decideBake(minutes, limits)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining(what),
    });
  });

  test('carries its evidence over the steps of a linear shift', () => {
    const first = repeat(2, minute([10, 1, 0], [90, 0, 0]));
    const second = repeat(2, minute([20, 1, 0], [80, 0, 0]));
    const [one, other, both] = [first, second, [...first, ...second]].map(
      (minutes) => decideBake(minutes, LIMITS).evidence.errors,
    );
    expect(both).toBeGreaterThan(Math.max(one ?? 0, other ?? 0) + 1);
  });
});

test('what is said to be the smallest that is noticed fails a bake, and less does not', () => {
  const quiet = repeat(5, minute([120, 0, 0], [1_080, 2, 0]));
  for (const bad of ['errors', 'slow'] as const) {
    const share = smallestDetectableShare(quiet, bad, LIMITS.alpha) ?? Number.NaN;
    const withShare = (of: number) =>
      decideBake(
        quiet.map(({ newVersion, oldVersion }) => ({ newVersion: { ...newVersion, [bad]: 120 * of }, oldVersion })),
        LIMITS,
      ).verdict;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThan(0.05);
    expect(withShare(share * 1.01)).toBe('fail');
    expect(withShare(share * 0.9)).not.toBe('fail');
  }
});
