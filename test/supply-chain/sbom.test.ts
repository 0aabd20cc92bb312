import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readLockFile } from '../../supply-chain/lock-file.ts';
import { billOfMaterials } from '../../supply-chain/sbom/cyclonedx.ts';

const text = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { name: 'product', version: '1.0.0' },
    'node_modules/@scope/a': {
      version: '2.0.0',
      license: 'MIT',
      integrity: `sha512-${Buffer.from('hash').toString('base64')}`,
      dependencies: { b: '^1', missing: '^1' },
    },
    'node_modules/@scope/a/node_modules/b': { version: '1.5.0', license: '(MIT OR GPL-3.0-or-later)', inBundle: true },
    'node_modules/b': { version: '3.0.0', dev: true },
  },
});
const packages = readLockFile('package-lock.json', text);

describe('a lock file', () => {
  test('tells every package, and takes what it depends on from the nearest folder', () => {
    expect(packages.map(({ folder, name, version }) => `${folder} ${name} ${version}`)).toEqual([
      'node_modules/@scope/a @scope/a 2.0.0',
      'node_modules/@scope/a/node_modules/b b 1.5.0',
      'node_modules/b b 3.0.0',
    ]);
    expect(packages[0]?.dependsOn).toEqual(['node_modules/@scope/a/node_modules/b']);
  });

  test('of another version is refused', () => {
    expect(() => readLockFile('package-lock.json', '{"lockfileVersion":1,"packages":{}}')).toThrow(
      'package-lock.json: lockfileVersion',
    );
  });

  test('of this repository is read as a whole', () => {
    const file = path.join(import.meta.dirname, '../../package-lock.json');
    const read = readLockFile(file, readFileSync(file, 'utf8'));
    expect(read.length).toBeGreaterThan(400);
    expect(read.filter(({ version }) => version === '')).toEqual([]);
    expect(read.filter(({ integrity, bundled }) => integrity === undefined && !bundled)).toEqual([]);
  });
});

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
