import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from '@jest/globals';
import { ALPHA, type Asked } from './false-rollback-rate.ts';
import { runBake, type SimulatedBake, seededRandom } from './simulated-bake.ts';

/** Share of 2,000 bakes of a version that is as good as the old one which are taken back all the same. */
async function falseRollbackRate(asked: Asked): Promise<number> {
  const thread = new Worker(path.join(import.meta.dirname, 'false-rollback-rate.ts'), { workerData: asked });
  const [rate]: number[] = await once(thread, 'message');
  if (rate === undefined) throw new Error('the thread gave no rate');
  return rate;
}

describe('2,000 bakes of a version that is no worse', () => {
  test('of every kind are taken back less often than alpha', async () => {
    expect(await falseRollbackRate('ofEveryKind')).toBeLessThan(ALPHA);
  });

  // The hardest cases that were found: half of the traffic, and a bad answer now and then.
  test.each([
    { requestsPerSecond: 10, weight: 0.5, bad: 0.01, secondsBetweenLooks: 10 },
    { requestsPerSecond: 10, weight: 0.1, bad: 0.01, secondsBetweenLooks: 10 },
    { requestsPerSecond: 1, weight: 0.5, bad: 0.1, secondsBetweenLooks: 5 },
  ])('with $requestsPerSecond requests/s, a weight of $weight, $bad bad, a look every $secondsBetweenLooks s', async (one) => {
    expect(await falseRollbackRate(one)).toBeLessThan(ALPHA);
  });

  test('are all taken back by a judge that looks at the errors alone, so that the test can fail', () => {
    const bake: SimulatedBake = {
      requestsPerSecond: 10,
      minutes: 5,
      secondsBetweenLooks: 10,
      weight: () => 0.1,
      newVersion: { errors: 0.01, slow: 0 },
      oldVersion: { errors: 0.01, slow: 0 },
    };
    const random = seededRandom(3);
    const naive = Array.from({ length: 200 }, () =>
      runBake(bake, random, (minutes) => minutes.some(({ newVersion }) => newVersion.errors > 0)),
    );
    expect(naive.filter((at) => at !== undefined).length).toBeGreaterThan(180);
  });
});
