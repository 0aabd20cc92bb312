import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readLockFile } from '../../supply-chain/lock-file.ts';
import { EXAMPLE_LOCK_FILE } from './example-lock-file.ts';

const packages = readLockFile('package-lock.json', EXAMPLE_LOCK_FILE);

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

  const ofThisRepository = (file: string) =>
    readLockFile(file, readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8'));

  test.each([
    ['package-lock.json', 400],
    ['buildspecs/tools/package-lock.json', 50],
  ])('of this repository is read as a whole: %s', (file, least) => {
    const read = ofThisRepository(file);
    expect(read.length).toBeGreaterThan(least);
    expect(read.filter(({ version }) => version === '')).toEqual([]);
    expect(read.filter(({ integrity, bundled }) => integrity === undefined && !bundled)).toEqual([]);
  });

  test.each([
    'package-lock.json',
    'buildspecs/tools/package-lock.json',
  ])('says of each package where in the registry its archive is, so that npm need not ask: %s', (file) => {
    const elsewhere = ofThisRepository(file).filter(
      ({ name, version, resolved, bundled }) =>
        !bundled && resolved !== `https://registry.npmjs.org/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    );
    expect(elsewhere).toEqual([]);
  });
});
