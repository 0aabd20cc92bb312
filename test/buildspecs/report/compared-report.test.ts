import { describe, expect, test } from '@jest/globals';
import { type AssemblyFiles, comparedReport, isOfReport } from '../../../buildspecs/report/compared-report.ts';
import type { Evidence } from '../../../policies/evidence.ts';
import { REPORT_FORMS } from '../../../policies/report/forms.ts';
import { securityReport } from '../../../policies/report/security-report.ts';

const resource = (path: string): Evidence['resources'][number] => ({
  path,
  stack: 'Beta-Students',
  logicalId: path.replaceAll('/', ''),
  template: 'Beta-Students.template.json',
  type: 'AWS::S3::Bucket',
});
const found = (path: string): Evidence['findings'][number] => ({ id: 'Slipway::TlsOnly', path });
const evidenceOf = (...paths: string[]): Evidence => ({
  resources: ['Beta/Bucket', 'Beta/Other'].map(resource),
  packs: [
    {
      name: 'Slipway',
      rules: [{ id: 'TlsOnly', description: 'TLS alone', notApplicable: 0, compliant: 1, finding: 1, error: 0 }],
    },
  ],
  findings: paths.map(found),
});
const billOf = (...components: { name: string; version: string }[]): string =>
  JSON.stringify({ bomFormat: 'CycloneDX', components });

/** The cloud assembly of a release, as its build leaves it. */
const assemblyOf = (subject: string, evidence: Evidence, bill: string): Map<string, string> =>
  new Map([
    ['policy-evidence.json', JSON.stringify(evidence)],
    ['reports/security-report.json', JSON.stringify(securityReport(evidence, { subject, day: '2026-11-01' }))],
    ['sbom/build.cdx.json', bill],
  ]);

const own: AssemblyFiles = assemblyOf(
  'slipway 2.0.0, commit bbb',
  evidenceOf('Beta/Bucket'),
  billOf({ name: 'kept', version: '2.0.0' }, { name: 'new', version: '1.0.0' }),
);
const earlier = () =>
  assemblyOf(
    'slipway 1.0.0, commit aaa',
    evidenceOf('Beta/Other'),
    billOf({ name: 'kept', version: '1.0.0' }, { name: 'old', version: '1.0.0' }),
  );

describe('the report on a release', () => {
  test('says what is not as it was in the last one: findings and packages', () => {
    const report = comparedReport(own, { files: earlier() }, '2026-11-27');
    expect(report).toMatchObject({
      subject: 'slipway 2.0.0, commit bbb',
      day: '2026-11-27',
      changes: {
        against: 'slipway 1.0.0, commit aaa',
        added: [report.findings[0]?.fingerprint],
        gone: [{ id: 'Slipway::TlsOnly', resource: { path: 'Beta/Other' } }],
      },
      sbom: {
        packages: 2,
        changes: {
          added: [{ name: 'new' }],
          gone: [{ name: 'old' }],
          changed: [{ name: 'kept', from: ['1.0.0'], to: ['2.0.0'] }],
        },
      },
    });
    expect(report.notCompared).toBeUndefined();
  });

  test.each<[string, Parameters<typeof comparedReport>[1], string]>([
    ['there is none', { none: 'Compared with nothing: no release' }, 'Compared with nothing: no release'],
    [
      'it left no report',
      { files: new Map() },
      "Compared with nothing: the report of the last release cannot be read (the cloud assembly has no 'reports/security-report.json')",
    ],
    [
      'its report has another form',
      { files: earlier().set('reports/security-report.json', '{"format":"slipway-security-report/9"}') },
      'Compared with nothing: the report of the last release cannot be read (format: ',
    ],
    [
      'its bills have another form',
      { files: earlier().set('sbom/build.cdx.json', '{"bomFormat":"SPDX"}') },
      "Compared with nothing: the report of the last release cannot be read ('sbom/build.cdx.json' is no CycloneDX SBOM",
    ],
  ])('says why it is compared with nothing where %s', (_, before, why) => {
    const report = comparedReport(own, before, '2026-11-27');
    expect(report.notCompared).toContain(why);
    expect(report.changes).toBeUndefined();
    expect(report.sbom).toEqual({ packages: 2 });
    const text = why.replaceAll("'", '.');
    expect(REPORT_FORMS['security-report.html']?.(report, 'Assembly')).toMatch(text.split('(')[0] ?? '');
    expect(REPORT_FORMS['security-report.md']?.(report, 'Assembly')).toMatch(text.split('(')[0] ?? '');
  });

  test('is not made where the release itself has no evidence', () => {
    const without = new Map([...own].filter(([file]) => file !== 'policy-evidence.json'));
    expect(() => comparedReport(without, { none: '' }, '2026-11-27')).toThrow(
      "the cloud assembly has no 'policy-evidence.json'",
    );
  });
});

test('of a cloud assembly only what a report is made of is read', () => {
  const files = [
    ...own.keys(),
    'manifest.json',
    'Beta-Students.template.json',
    'reports/junit.xml',
    'asset.1/sbom/a.cdx.json',
  ];
  expect(files.filter(isOfReport)).toEqual([...own.keys()]);
});
