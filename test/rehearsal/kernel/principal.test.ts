import { describe, expect, test } from '@jest/globals';
import { createManualClock } from '../../../rehearsal/kernel/clock.ts';
import { createPrincipals, type Principal } from '../../../rehearsal/kernel/principal.ts';
import { openTestStore } from './open-store.ts';

const START_MS = Date.UTC(2026, 0, 5);
const DEVELOPER: Principal = {
  kind: 'user',
  account: '111122223333',
  arn: 'arn:aws:iam::111122223333:user/developer',
  id: 'AIDADEVELOPER',
};
const BUILD: Principal = {
  kind: 'assumedRole',
  account: '111122223333',
  arn: 'arn:aws:sts::111122223333:assumed-role/build/session',
  id: 'AROABUILD:session',
  roleArn: 'arn:aws:iam::111122223333:role/build',
};

describe('access keys', () => {
  test('of a user are long-lived, have no token, and lead back to the user', () => {
    const principals = createPrincipals(openTestStore().store, createManualClock(START_MS));
    const keys = principals.issueAccessKey(DEVELOPER);
    expect(keys).toEqual({
      accessKeyId: expect.stringMatching(/^AKIA[A-Z0-9]{16}$/),
      secretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    });
    expect(principals.find(keys.accessKeyId)?.principal).toEqual(DEVELOPER);
    expect(principals.keysOf(DEVELOPER.arn)).toEqual([keys]);
  });

  test('of a session end so many seconds of virtual time later and carry a token', async () => {
    const clock = createManualClock(START_MS);
    const principals = createPrincipals(openTestStore().store, clock);
    await clock.advance(5000);
    const keys = principals.issueSession(BUILD, 3600);
    expect(keys.accessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(keys.sessionToken?.length).toBeGreaterThan(100);
    expect(keys.expiresMs).toBe(START_MS + 5000 + 3_600_000);
    expect(principals.find(keys.accessKeyId)).toEqual({ ...keys, principal: BUILD });
  });

  test('are told to nobody else: an unknown id leads to nobody', () => {
    const principals = createPrincipals(openTestStore().store, createManualClock(START_MS));
    principals.issueAccessKey(DEVELOPER);
    expect(principals.find('AKIAUNKNOWN')).toBeUndefined();
    expect(principals.keysOf(BUILD.arn)).toEqual([]);
  });

  test('work after a restart, and revoked ones do not, before or after', () => {
    const { store, folder } = openTestStore();
    const clock = createManualClock(START_MS);
    const principals = createPrincipals(store, clock);
    const kept = principals.issueSession(BUILD, 3600);
    const revoked = principals.issueAccessKey(DEVELOPER);
    expect(principals.revoke(revoked.accessKeyId)).toBe(true);
    expect(principals.revoke(revoked.accessKeyId)).toBe(false);
    expect(principals.find(revoked.accessKeyId)).toBeUndefined();
    const next = createPrincipals(openTestStore(folder).store, clock);
    expect(next.find(kept.accessKeyId)?.principal).toEqual(BUILD);
    expect(next.find(revoked.accessKeyId)).toBeUndefined();
  });
});
