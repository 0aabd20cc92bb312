import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BadPackage, LARGEST_UNZIPPED_BYTES, unzipPackage } from '../../../rehearsal/runtimes/lambda/package-folder.ts';
import { bomb, hostileArchive, SYMBOLIC_LINK } from '../../helpers/hostile-archive.ts';

let around: string;
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'hostile-'));
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

/** Unzips a package that is refused, and leaves nothing. */
async function refused(zip: Buffer, why: RegExp): Promise<void> {
  const unzipping = unzipPackage(zip, join(around, 'deep', 'package'));
  await expect(unzipping).rejects.toThrow(BadPackage);
  await expect(unzipping).rejects.toThrow(why);
  expect(readdirSync(around, { recursive: true })).toEqual(['deep']);
}

test.each([
  '../evil.js',
  'a/../../evil.js',
  '/tmp/hostile-evil.js',
])('an entry called %s refuses the package', async (name) => {
  await refused(await hostileArchive([{ name, content: 'x' }]), /relative path|absolute path|outside of itself/);
});

test('a symbolic link refuses the package', async () => {
  const link = { name: 'link', content: '/etc', mode: SYMBOLIC_LINK };
  await refused(await hostileArchive([{ name: 'a.js', content: 'x' }, link]), /has a symbolic link, link/);
});

test('a package that unzips to more than Lambda takes is refused before it is unzipped', async () => {
  await refused(await bomb(1, 300), new RegExp(`must be smaller than ${LARGEST_UNZIPPED_BYTES} bytes`));
});
