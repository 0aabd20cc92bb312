import { describe, expect, test } from '@jest/globals';
import { evidenceOf } from '../../../hooks/bake-judge/decide.ts';
import { runBake, seededRandom } from './simulated-bake.ts';

/** A canary of 10 % for five minutes, looked at every ten seconds. */
function detection(requestsPerSecond: number, old: number, now: number, bad: 'errors' | 'slow', bakes: number) {
  const random = seededRandom(5);
  const good = { errors: 0, slow: 0 };
  const canary = {
    requestsPerSecond,
    minutes: 5,
    secondsBetweenLooks: 10,
    weight: () => 0.1,
    newVersion: { ...good, [bad]: now },
    oldVersion: { ...good, [bad]: old },
  };
  const found = Array.from({ length: bakes }, () =>
    runBake(canary, random, (minutes) => evidenceOf(minutes).combined >= Math.log(100)),
  ).filter((at) => at !== undefined);
  return { share: found.length / bakes, medianSeconds: found.sort((a, b) => a - b)[found.length >> 1] };
}

// The table of docs/judging.md.
describe('what a bake finds, and how soon', () => {
  test.each([
    { requestsPerSecond: 10, old: 0.001, now: 0.05, share: 0.99, seconds: 70 },
    { requestsPerSecond: 100, old: 0.001, now: 0.01, share: 0.99, seconds: 60 },
  ])('$requestsPerSecond requests/s, errors $old -> $now: within $seconds s', (row) => {
    const found = detection(row.requestsPerSecond, row.old, row.now, 'errors', 300);
    expect(found.share).toBeGreaterThanOrEqual(row.share);
    expect(found.medianSeconds).toBeLessThanOrEqual(row.seconds);
  });

  test('1 request/s, errors 0.1 % -> 5 %: one in six, which is why the others are inconclusive', () => {
    const { share } = detection(1, 0.001, 0.05, 'errors', 3_000);
    expect(share).toBeGreaterThanOrEqual(0.17);
    expect(share).toBeLessThan(0.25);
  });

  test('10 requests/s, slow answers 0.1 % -> 5 %: nearly as soon as errors', () => {
    const found = detection(10, 0.001, 0.05, 'slow', 300);
    expect(found.share).toBeGreaterThanOrEqual(0.99);
    expect(found.medianSeconds).toBeLessThanOrEqual(90);
  });
});
