import { describe, expect, test } from '@jest/globals';
import { accessSummary } from '../../../policies/report/access.ts';
import { htmlReport } from '../../../policies/report/html.ts';
import { markdownReport } from '../../../policies/report/markdown.ts';
import { parseEvidence } from '../../../policies/report/read-evidence.ts';
import { readPackages, sbomDelta } from '../../../policies/report/sbom-delta.ts';
import { EVIDENCE, report } from './fixture.ts';

test('evidence that is not as it should be is told by its property', () => {
  expect(parseEvidence(JSON.parse(JSON.stringify(EVIDENCE)))).toEqual(EVIDENCE);
  expect(() => parseEvidence({ ...EVIDENCE, resources: ['App/Bucket'] })).toThrow('policy-evidence.json: resources.0');
});

describe('the access ledger', () => {
  const use = { action: 's3:GetObject', resource: 'arn:aws:s3:::a/b', count: 2 };
  const ledger = {
    mode: 'log',
    roles: [
      {
        arn: 'arn:aws:iam::111122223333:role/Reader',
        grants: [
          { action: 's3:GetObject', resource: 'arn:aws:s3:::a/*', conditional: false, uses: [use] },
          { action: 's3:PutObject', resource: 'arn:aws:s3:::a/*', conditional: false, uses: [] },
        ],
        denied: [{ ...use, action: 's3:ListBucket', because: 'no policy allows it' }],
        unknownPolicies: [],
      },
    ],
  };

  test('is told by role: what was never used, and what was denied', () => {
    expect(accessSummary(ledger)).toEqual({
      grants: 2,
      used: 1,
      roles: [
        {
          name: 'Reader',
          grants: 2,
          unused: ['s3:PutObject on arn:aws:s3:::a/*'],
          denied: ['s3:ListBucket on arn:aws:s3:::a/b: no policy allows it'],
        },
      ],
    });
  });

  test('stands in the report', () => {
    const access = accessSummary(ledger);
    expect(markdownReport({ ...report(), access })).toContain('| Reader | 2 | s3:PutObject on arn:aws:s3:::a/* |');
    expect(htmlReport({ ...report(), access })).toContain('2 grants, 1 of them used.');
  });

  test('that is none is refused', () => {
    expect(() => accessSummary({ roles: [{ arn: 'a' }] })).toThrow('roles.0.grants');
  });
});

describe('the SBOM', () => {
  const bom = (...components: object[]) => ({ bomFormat: 'CycloneDX', specVersion: '1.6', components });
  const packages = (...components: object[]) => readPackages(new Map([['bom.json', bom(...components)]]));
  const zod = { name: 'zod', version: '4.0.0', licenses: [{ license: { id: 'MIT' } }] };
  const s3 = { group: '@aws-sdk', name: 'client-s3', version: '3.1.0', licenses: [{ expression: 'Apache-2.0' }] };

  test('of several parts is one list, in which a package has all its versions', () => {
    const parts = new Map([
      ['a.json', bom(zod, s3)],
      ['b.json', bom({ ...zod, version: '3.9.0' })],
    ]);
    expect([...readPackages(parts).values()]).toEqual([
      { name: '@aws-sdk/client-s3', versions: ['3.1.0'], licenses: ['Apache-2.0'] },
      { name: 'zod', versions: ['3.9.0', '4.0.0'], licenses: ['MIT'] },
    ]);
  });

  test('is compared with the one before', () => {
    const now = packages({ ...zod, version: '4.1.0' }, { name: 'ajv', version: '8.0.0' });
    const { packages: count, changes } = sbomDelta(packages(zod, s3), now);
    expect(count).toBe(2);
    expect(changes?.added.map(({ name }) => name)).toEqual(['ajv']);
    expect(changes?.gone.map(({ name }) => name)).toEqual(['@aws-sdk/client-s3']);
    expect(changes?.changed).toEqual([{ name: 'zod', from: ['4.0.0'], to: ['4.1.0'] }]);
  });

  test('stands in the report', () => {
    const sbom = sbomDelta(packages(zod), packages(zod, s3));
    expect(markdownReport({ ...report(), sbom })).toContain('- `@aws-sdk/client-s3` 3.1.0 (Apache-2.0)');
    expect(htmlReport({ ...report(), sbom })).toContain('Apache-2.0');
  });

  test('that is none is refused by its name', () => {
    const documents = new Map([['x.json', { bomFormat: 'SPDX' }]]);
    expect(() => readPackages(documents)).toThrow("'x.json' is no CycloneDX SBOM: bomFormat");
  });
});
