import { describe, expect, test } from '@jest/globals';
import type { NeededEvidence } from '../../../hooks/post-traffic/contract.ts';
import { judgeEvidence } from '../../../hooks/post-traffic/evidence.ts';

const NEEDED: NeededEvidence = {
  errorRatePercent: 20,
  newVersionInvocations: 42,
  onInconclusive: 'rollBack',
  synthetic: { perVersion: 70, usersNewVersion: 46, baselineAliasName: 'baseline' },
};

describe('a bake with synthetic traffic', () => {
  test('has enough by users alone, and then there is nothing to say', () => {
    const { evidence, verdict } = judgeEvidence({ users: 42, synthetic: 0 }, NEEDED);
    expect(evidence).toMatchObject({ enough: true, users: 42, synthetic: 0, needed: 42 });
    expect(verdict).toBeUndefined();
  });

  test('has enough by what synthetic requests add, passes, and says how many of each kind there were', () => {
    const { evidence, verdict } = judgeEvidence({ users: 23, synthetic: 35 }, NEEDED);
    expect(evidence).toMatchObject({ enough: true, users: 23, synthetic: 35 });
    expect(verdict).toEqual({
      verdict: 'pass',
      reason:
        'enough evidence with synthetic traffic: 23 requests of users to the new version in its bake, and 35 synthetic ones to ' +
        'each version; 46 of users or 70 synthetic ones needed to notice an error rate of 20 %',
    });
  });

  test('is taken back where both together were too little', () => {
    const { evidence, verdict } = judgeEvidence({ users: 22, synthetic: 35 }, NEEDED);
    expect(evidence.enough).toBe(false);
    expect(verdict).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(/^not enough evidence: 22 requests/),
    });
  });

  test('is inconclusive where the synthetic requests were not answered', () => {
    expect(judgeEvidence({ users: 22 }, NEEDED).verdict?.verdict).toBe('inconclusive');
    expect(judgeEvidence({ synthetic: 70 }, NEEDED).verdict?.verdict).toBe('inconclusive');
  });

  test('can have enough where no traffic of users would be', () => {
    const needed = { ...NEEDED, newVersionInvocations: null };
    expect(judgeEvidence({ users: 0, synthetic: 70 }, needed).evidence.enough).toBe(true);
  });
});

test('a function that has nothing to be asked says so', () => {
  const { synthetic: _, ...rest } = NEEDED;
  const { evidence, verdict } = judgeEvidence({ users: 3 }, { ...rest, onInconclusive: 'accept', nothingToAsk: true });
  expect(evidence.enough).toBe(false);
  expect(verdict).toEqual({
    verdict: 'pass',
    reason:
      'accepted with not enough evidence: 3 requests to the new version in its bake, 42 needed to notice an error rate of 20 %; ' +
      'the function has nothing read-only that synthetic traffic could ask',
  });
});
