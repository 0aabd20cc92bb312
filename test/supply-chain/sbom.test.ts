import { describe, expect, test } from '@jest/globals';
import { readLockFile } from '../../supply-chain/lock-file.ts';
import { billOfMaterials } from '../../supply-chain/sbom/cyclonedx.ts';
import { EXAMPLE_LOCK_FILE } from './example-lock-file.ts';

const packages = readLockFile('package-lock.json', EXAMPLE_LOCK_FILE);

describe('a bill of materials', () => {
  const described = { type: 'application', name: 'product', version: '1.0.0', description: 'd', sha256: 'ab' } as const;
  const bill = billOfMaterials(described, packages);

  test('names its packages by purl, with hash, license and place', () => {
    expect(bill.specVersion).toBe('1.6');
    expect(bill.metadata.component).toMatchObject({ name: 'product', hashes: [{ alg: 'SHA-256', content: 'ab' }] });
    expect(bill.components).toEqual([
      {
        type: 'library',
        'bom-ref': 'pkg:npm/%40scope/a@2.0.0#node_modules/@scope/a',
        group: '@scope',
        name: 'a',
        version: '2.0.0',
        purl: 'pkg:npm/%40scope/a@2.0.0',
        hashes: [{ alg: 'SHA-512', content: Buffer.from('hash').toString('hex') }],
        licenses: [{ license: { id: 'MIT' } }],
        properties: [{ name: 'cdx:npm:package:path', value: 'node_modules/@scope/a' }],
      },
      expect.objectContaining({ name: 'b', licenses: [{ expression: 'MIT OR GPL-3.0-or-later' }] }),
      expect.objectContaining({ name: 'b', version: '3.0.0' }),
    ]);
  });

  test('refers to nothing that it does not hold', () => {
    const refs = bill.components.map((one) => one['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    for (const { dependsOn } of bill.dependencies) expect(refs).toEqual(expect.arrayContaining(dependsOn));
  });

  test('is the same document for the same packages', () => {
    expect(JSON.stringify(billOfMaterials(described, packages))).toBe(JSON.stringify(bill));
  });
});
