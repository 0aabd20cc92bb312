import { describe, expect, test } from '@jest/globals';
import { compareReports, isUnchanged } from '../../../policies/report/changes.ts';
import { parseReport } from '../../../policies/report/read-report.ts';
import { BACKUP, DECISION, EVIDENCE, report, WILDCARD, without } from './fixture.ts';

const idsOf = (fingerprints: readonly string[]) =>
  report()
    .findings.filter(({ fingerprint }) => fingerprints.includes(fingerprint))
    .map(({ id }) => id);

test('a report is as itself', () => {
  expect(isUnchanged(compareReports(report(), report()))).toBe(true);
});

test('what came, with the decision that came with it', () => {
  const changes = compareReports(report(without(BACKUP), 'before'), report());
  expect(changes.against).toBe('before');
  expect(idsOf(changes.added)).toEqual([BACKUP, BACKUP]);
  expect(changes.decisions.added).toEqual(['restored-otherwise']);
  expect(isUnchanged(changes)).toBe(false);
});

test('what went', () => {
  const changes = compareReports(report(), report(without(WILDCARD)));
  expect(changes.gone).toMatchObject([{ id: WILDCARD, resource: { path: 'App/Bucket/Policy' } }]);
  expect(changes.added).toEqual([]);
});

describe('the same findings', () => {
  test('may be judged anew', () => {
    const acknowledged = {
      ...EVIDENCE,
      findings: EVIDENCE.findings.map((finding) => ({ ...finding, acknowledged: DECISION })),
    };
    const changes = compareReports(report(), report(acknowledged));
    expect(idsOf(changes.judgedAnew)).toEqual([WILDCARD]);
    expect(changes.decisions.changed).toEqual([{ name: 'restored-otherwise', what: ['findings: 2 -> 3'] }]);
  });

  test('may be acknowledged by others, for longer', () => {
    const longer = {
      ...EVIDENCE,
      findings: EVIDENCE.findings.map((finding) =>
        finding.acknowledged === undefined
          ? finding
          : { ...finding, acknowledged: { ...DECISION, owner: 'Somebody else', expires: '2027-06-30' } },
      ),
    };
    expect(compareReports(report(), report(longer)).decisions.changed).toEqual([
      {
        name: 'restored-otherwise',
        what: ['owner: Somebody -> Somebody else', 'expires: 2027-01-31 -> 2027-06-30'],
      },
    ]);
  });
});

test('an earlier report is read back from its file', () => {
  const read = parseReport(JSON.parse(JSON.stringify(report())));
  expect(isUnchanged(compareReports(read, report()))).toBe(true);
  expect(() => parseReport({ format: 'another' })).toThrow('format');
});
