import { describe, expect, test } from '@jest/globals';
import { advisoryFindings, readAudit } from '../../supply-chain/checks/advisories.ts';
import { exceptFindings } from '../../supply-chain/checks/finding.ts';
import { readSignatures } from '../../supply-chain/checks/signatures.ts';
import type { Exception } from '../../supply-chain/policy.ts';
import { unusedExceptions } from '../../supply-chain/report.ts';

const cause = (id: string, severity: string, name: string) => ({
  url: `https://github.com/advisories/${id}`,
  title: 'it breaks',
  name,
  severity,
});
const audit = JSON.stringify({
  auditReportVersion: 2,
  vulnerabilities: {
    one: { via: [cause('GHSA-1', 'critical', 'one'), cause('GHSA-2', 'moderate', 'one')] },
    other: { via: ['one', cause('GHSA-1', 'critical', 'one')] },
  },
});

describe('an audit', () => {
  test('tells each advisory once', () => {
    const read = readAudit(audit);
    expect(read.done && read.advisories.map(({ id, severity }) => `${id} ${severity}`)).toEqual([
      'GHSA-1 critical',
      'GHSA-2 moderate',
    ]);
  });

  test('fails for the graver ones', () => {
    const read = readAudit(audit);
    const advisories = read.done ? read.advisories : [];
    expect(advisoryFindings(advisories, 'high').map(({ id }) => id)).toEqual(['GHSA-1']);
    expect(advisoryFindings(advisories, 'moderate').map(({ id }) => id)).toEqual(['GHSA-1', 'GHSA-2']);
  });

  test.each([
    [
      'a registry that refuses',
      JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405, error: { summary: '' } }),
      '405 Method Not Allowed',
    ],
    [
      'npm without a network',
      JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'request failed' } }),
      'request failed',
    ],
    ['no answer', '', 'npm answered no JSON: nothing'],
    ['a page of a proxy', '<html>blocked</html>', 'npm answered no JSON: <html>blocked'],
    ['another form of report', '{"auditReportVersion":3}', 'npm answered a report of another form'],
  ])('is not done by %s, and says so', (_, output, why) => {
    expect(readAudit(output)).toEqual({ done: false, why: expect.stringContaining(why) });
  });
});

describe('signatures', () => {
  test('that do not hold or are missing are findings', () => {
    const output = JSON.stringify({
      invalid: [{ name: 'a', version: '1.0.0' }],
      missing: [{ name: 'b', version: '2.0.0' }],
    });
    const read = readSignatures(output);
    expect(read.done && read.findings.map(({ id }) => id)).toEqual(['signature:a@1.0.0', 'signature:b@2.0.0']);
    expect(readSignatures('{"invalid":[],"missing":[]}')).toEqual({ done: true, findings: [] });
  });

  test('that nobody could ask for are not verified', () => {
    expect(readSignatures('')).toEqual({ done: false, why: 'npm answered no JSON: nothing' });
  });
});

describe('an exception', () => {
  const exception: Exception = { finding: 'GHSA-1', reason: 'r', owner: 'o', expires: '2026-11-30' };
  const finding = { id: 'GHSA-1', text: 'bad' };

  test('sets a finding aside until its last day, and is told', () => {
    expect(exceptFindings([finding], [exception], new Date('2026-11-30T12:00:00Z'))).toEqual({
      findings: [],
      excepted: [{ finding, exception }],
    });
  });

  test('that is expired does not', () => {
    const { findings } = exceptFindings([finding], [exception], new Date('2026-12-01T00:00:00Z'));
    expect(findings).toEqual([{ id: 'GHSA-1', text: 'bad (its exception expired on 2026-11-30)' }]);
  });

  test('that excepts nothing is told, unless its check could not be made', () => {
    const result = { check: 'advisories', summary: '', findings: [], excepted: [] } as const;
    expect(unusedExceptions([exception], [{ ...result, status: 'passed' }])).toEqual(['GHSA-1']);
    expect(unusedExceptions([exception], [{ ...result, status: 'undone' }])).toEqual([]);
    const audited = { ...result, status: 'passed' } as const;
    expect(unusedExceptions([exception], [audited, { ...result, check: 'ages', status: 'undone' }])).toEqual([]);
    // A secret that is in the history alone is found where there is one.
    const secret = { ...exception, finding: 'secret:aws-access-key-id:a.ts' };
    const searched = { ...audited, check: 'secrets' } as const;
    expect(unusedExceptions([secret], [searched, { ...result, check: 'history', status: 'undone' }])).toEqual([]);
    expect(unusedExceptions([secret], [searched, { ...result, check: 'history', status: 'passed' }])).toEqual([
      'secret:aws-access-key-id:a.ts',
    ]);
  });
});
