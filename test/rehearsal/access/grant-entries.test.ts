import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type GrantEntry, judgeIdleGrants, readGrantEntries } from '../../../rehearsal/access/grant-entries.ts';

const REASON = 'An upload in several parts is needed for large files only, and ours are small.';
const entry = (over: Partial<GrantEntry> = {}): GrantEntry => ({
  roles: ['Prod-*'],
  actions: ['s3:AbortMultipartUpload'],
  reason: REASON,
  owner: 'Release platform team',
  ...over,
});
const idle = (role: string, action = 's3:AbortMultipartUpload', resource = 'arn:aws:s3:::files/*') => ({
  role: `arn:aws:iam::111122223333:role/${role}`,
  action,
  resource,
});

describe('an idle grant', () => {
  test('is explained by an entry for its role and action', () => {
    expect(judgeIdleGrants([idle('Prod-A')], [], [entry()], [])).toEqual({ unexplained: [], pointless: [] });
  });

  test.each([
    ['another role', idle('Beta-A')],
    ['another action', idle('Prod-A', 's3:PutObject')],
    ['another resource', idle('Prod-A', 's3:AbortMultipartUpload', 'arn:aws:s3:::others/*')],
  ])('of %s is not', (_what, grant) => {
    const entries = [entry({ resources: ['arn:aws:s3:::files/*'] })];
    expect(judgeIdleGrants([idle('Prod-A'), grant], [], entries, []).unexplained).toEqual([grant]);
  });
});

describe('an entry', () => {
  test('that is for no idle grant is told, each role and action by itself', () => {
    const entries = [entry({ roles: ['Prod-*', 'Gone-*'], actions: ['s3:AbortMultipartUpload', 's3:PutObject'] })];
    expect(judgeIdleGrants([idle('Prod-A')], [], entries, []).pointless).toEqual([
      'Prod-* s3:PutObject',
      'Gone-* s3:AbortMultipartUpload',
      'Gone-* s3:PutObject',
    ]);
  });

  test('that names a scenario explains the grant only where the scenario was not run', () => {
    const entries = [entry({ scenario: 'bad-release' })];
    expect(judgeIdleGrants([idle('Prod-A')], [], entries, ['good']).unexplained).toEqual([]);
    expect(judgeIdleGrants([idle('Prod-A')], [], entries, ['bad-release']).unexplained).toHaveLength(1);
    expect(judgeIdleGrants([], [], entries, ['bad-release']).pointless).toEqual([]);
  });

  test('that names a scenario explains it of roles that are alike, where the scenario was run and one of them used it', () => {
    const entries = [entry({ roles: ['*-A'], resources: ['arn:aws:s3:::files/*'], scenario: 'bad-release' })];
    const judge = (busy: ReturnType<typeof idle>) =>
      judgeIdleGrants([idle('South-A')], [busy], entries, ['bad-release']).unexplained.length;
    expect(judge(idle('Prod-A'))).toBe(0);
    expect(judge(idle('Prod-B'))).toBe(1);
    expect(judge(idle('Prod-A', 's3:PutObject'))).toBe(1);
    expect(judge(idle('Prod-A', 's3:AbortMultipartUpload', 'arn:aws:s3:::others/*'))).toBe(1);
  });
});

describe('an entry for roles that only some configurations have', () => {
  const entries = [entry({ roles: ['*-Sender'], configured: true })];

  test('is for nothing where one is there and the grant is used, and not where none is', () => {
    expect(judgeIdleGrants([idle('Prod-A', 's3:PutObject')], [], entries, []).pointless).toEqual([]);
    expect(judgeIdleGrants([], [idle('Prod-Sender')], entries, []).pointless).toEqual([
      '*-Sender s3:AbortMultipartUpload',
    ]);
    expect(judgeIdleGrants([idle('Prod-Sender')], [], entries, [])).toEqual({ unexplained: [], pointless: [] });
  });
});

describe('a file of entries', () => {
  const written = (content: unknown) => {
    const file = join(mkdtempSync(join(tmpdir(), 'entries-')), 'entries.json');
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  test('is read', () => {
    expect(readGrantEntries(written({ entries: [entry()] }))).toEqual([entry()]);
  });

  test.each([
    ['a reason that says nothing', { reason: 'needed' }],
    ['a wildcard for actions', { actions: ['s3:*'] }],
    ['no owner', { owner: '' }],
  ])('with %s is refused', (_what, over) => {
    expect(() => readGrantEntries(written({ entries: [{ ...entry(), ...over }] }))).toThrow(/no list of unused grants/);
  });

  test('that is not there is refused by name', () => {
    expect(() => readGrantEntries('/nowhere/entries.json')).toThrow('/nowhere/entries.json');
  });
});
