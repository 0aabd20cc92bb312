import { describe, expect, test } from '@jest/globals';
import {
  aliasChecks,
  approvalChecks,
  bootstrapCheck,
  codeStorageCheck,
  concurrencyCheck,
  hookChecks,
} from '../../../console/model/health.ts';
import { MINUTE, NOON, shift } from './views.ts';

const hook = (status: string, startedMs: number, endedMs?: number, says?: string) => ({
  name: 'AfterAllowTraffic',
  status,
  startedMs,
  endedMs,
  says,
});

describe('a hook', () => {
  test.each([
    ['that may still report', hook('InProgress', NOON - 15 * MINUTE)],
    ['that reported', hook('Succeeded', NOON - 90 * MINUTE, NOON)],
    ['that said no', hook('Failed', NOON - 61 * MINUTE, NOON, 'answers differ')],
    ['that failed early', hook('Failed', NOON - MINUTE, NOON)],
  ])('%s is nothing to mend', (_, one) => {
    expect(hookChecks([shift({ hooks: [one] })], NOON)).toMatchObject([{ state: 'ok', mend: '' }]);
  });

  test('that runs longer than any function can is named, with how to stop it', () => {
    const [check] = hookChecks([shift({ hooks: [hook('InProgress', NOON - 16 * MINUTE)] })], NOON);
    expect(check).toMatchObject({ state: 'wrong', mend: expect.stringMatching(/slipway release stop/) });
    expect(check?.says).toMatch(/^AfterAllowTraffic of Prod-read \(d-1\) has not reported for 16 minutes/);
  });

  test('that never reported is named', () => {
    const [check] = hookChecks([shift({ hooks: [hook('Failed', NOON - 60 * MINUTE, NOON)] })], NOON);
    expect(check).toMatchObject({ state: 'wrong', says: expect.stringMatching(/never reported/) });
  });
});

describe('an approval', () => {
  const waiting = (sinceMs: number, expiresMs: number) => ({
    stages: [{ name: 'ApproveProd', actions: [{ approval: { executionId: 'e1234567890', sinceMs, expiresMs } }] }],
  });
  const WEEK = 7 * 24 * 60 * MINUTE;

  test.each([
    ['has begun to wait', NOON, NOON + 60 * MINUTE],
    ['of a week has two days left', NOON - WEEK + 48 * 60 * MINUTE, NOON + 48 * 60 * MINUTE],
  ])('that %s does not hurry', (_, sinceMs, expiresMs) => {
    expect(approvalChecks(waiting(sinceMs, expiresMs), NOON)).toMatchObject([{ state: 'ok' }]);
  });

  test.each([
    ['an hour has ten minutes left', NOON - 50 * MINUTE, NOON + 10 * MINUTE],
    ['a week has a day left', NOON - WEEK + 24 * 60 * MINUTE, NOON + 24 * 60 * MINUTE],
  ])('of %s is about to expire, and it is said how to answer', (_, sinceMs, expiresMs) => {
    expect(approvalChecks(waiting(sinceMs, expiresMs), NOON)).toMatchObject([
      { state: 'wrong', mend: 'Answer it: slipway approve e1234567, or slipway reject.' },
    ]);
  });
});

test('an alias on two versions is told with both, and a stack that is stuck too', () => {
  const split = {
    kind: 'setAlias',
    functionName: 'Prod-read',
    aliasName: 'live',
    now: { 1: 0.9, 2: 0.1 },
    version: '1',
    revisionId: 'r',
  } as const;
  expect(aliasChecks('Prod', [])).toMatchObject([{ state: 'ok' }]);
  expect(aliasChecks('Prod', [split, { kind: 'continueRollback', stackName: 'Prod-Students' }])).toEqual([
    {
      name: 'aliases',
      state: 'wrong',
      says: 'Prod-read:live is on 1 and 2, and its stack says 1',
      mend: 'slipway release repair --stage Prod',
    },
    expect.objectContaining({ says: 'The stack Prod-Students is in UPDATE_ROLLBACK_FAILED' }),
  ]);
});

test.each([
  [undefined, 'wrong', /not bootstrapped with the qualifier hnb659fds/],
  [{ version: 32, digest: 'sha256:1' }, 'wrong', /has version 32, and 33 is needed/],
  [{ version: 33, digest: undefined }, 'wrong', /another template than policies\/bootstrap\.yaml/],
  [{ version: 33, digest: 'sha256:0' }, 'wrong', /another text of policies\/bootstrap\.yaml/],
  [{ version: 33, digest: 'sha256:1' }, 'ok', /has version 33/],
])('a bootstrap %j is %s', (found, state, says) => {
  expect(bootstrapCheck(found, { qualifier: 'hnb659fds', version: 33, digest: 'sha256:1' })).toMatchObject({
    state,
    says: expect.stringMatching(says),
  });
});

describe('concurrent executions', () => {
  test('are enough where what is to come leaves 100', () => {
    expect(concurrencyCheck({ limit: 1000, unreserved: 154, toCome: 54 }).state).toBe('ok');
    expect(concurrencyCheck({ limit: 1000, unreserved: 100, toCome: undefined }).state).toBe('ok');
  });

  test('are too few where it does not, with the quota to ask for', () => {
    expect(concurrencyCheck({ limit: 1000, unreserved: 153, toCome: 54 })).toMatchObject({
      state: 'wrong',
      mend: expect.stringMatching(/--quota-code L-B99A9384 --desired-value 1001$/),
    });
    expect(concurrencyCheck({ limit: 10, unreserved: 10, toCome: undefined }).state).toBe('wrong');
  });
});

describe('the storage for code', () => {
  const limit = 75 * 2 ** 30;

  test('is enough below four fifths', () => {
    expect(codeStorageCheck({ limit, used: 59.9 * 2 ** 30 })).toEqual({
      name: 'quotas',
      state: 'ok',
      says: 'Lambda: 59.9 of 75 GiB for code are used.',
      mend: '',
    });
  });

  test('is told when it fills up, with both ways out', () => {
    expect(codeStorageCheck({ limit, used: 60 * 2 ** 30 })).toMatchObject({
      state: 'wrong',
      says: 'Lambda: 60.0 of 75 GiB for code are used, and each release adds versions',
      mend: expect.stringMatching(/delete-function .*--quota-code L-2ACBD22F --desired-value 150$/),
    });
  });
});
