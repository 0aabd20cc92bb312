import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { extractZip } from '../../../rehearsal/services/codebuild/zip.ts';
import { bomb, type HostileEntry, hostileArchive, SYMBOLIC_LINK } from '../../helpers/hostile-archive.ts';

let around: string;
let folder: string;
beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'hostile-'));
  folder = join(around, 'deep', 'source');
});
afterEach(() => rmSync(around, { recursive: true, force: true }));

/** Everything that was written, by its path, where links count as themselves. */
const written = (): string[] => readdirSync(around, { recursive: true, encoding: 'utf8' }).sort();

const extract = async (...entries: HostileEntry[]) => extractZip(await hostileArchive(entries), folder);

test.each([
  ['climbs out', '../evil.sh'],
  ['climbs out further down', 'harmless/../../../evil.sh'],
  ['is absolute', '/tmp/hostile-evil.sh'],
])('an entry whose name %s refuses the archive', async (_, name) => {
  await expect(extract({ name, content: 'x' })).rejects.toMatchObject({ message: expect.stringContaining(name) });
  expect(written().filter((path) => path.includes('evil'))).toEqual([]);
});

test.each([
  ['absolute', '/etc'],
  ['above the archive', '../../outside'],
])('a symbolic link whose target is %s refuses the archive', async (_, target) => {
  const link = { name: 'link', content: target, mode: SYMBOLIC_LINK };
  await expect(extract(link)).rejects.toMatchObject({ message: expect.stringContaining(`to ${target}`) });
  expect(written().filter((path) => path.includes('link'))).toEqual([]);
});

test('a file is not written through a symbolic link of the same archive', async () => {
  const link = { name: 'folder', content: '.', mode: SYMBOLIC_LINK };
  await expect(extract(link, { name: 'folder/file', content: 'x' })).rejects.toMatchObject({
    message: expect.stringContaining('folder/file is below a symbolic link'),
  });
  expect(written()).toEqual([]);
});

test('two links that are each inside, and together lead outside, refuse the archive', async () => {
  const up = { name: 'a/b', content: '..', mode: SYMBOLIC_LINK };
  await expect(extract(up, { name: 'z', content: 'a/b/../..', mode: SYMBOLIC_LINK })).rejects.toMatchObject({
    message: expect.stringContaining('symbolic link z points outside'),
  });
});

test('a link that is made through another link refuses the archive', async () => {
  const up = { name: 'a/b', content: '..', mode: SYMBOLIC_LINK };
  await expect(extract(up, { name: 'a/b/z', content: '../..', mode: SYMBOLIC_LINK })).rejects.toMatchObject({
    message: expect.stringContaining('a/b/z is below a symbolic link'),
  });
});

test('links within the archive are kept', async () => {
  await extract(
    { name: 'lib/tool.js', content: '1' },
    { name: 'bin/tool', content: '../lib/tool.js', mode: SYMBOLIC_LINK },
    { name: 'latest', content: 'lib', mode: SYMBOLIC_LINK },
  );
  expect(readlinkSync(join(folder, 'bin/tool'))).toBe('../lib/tool.js');
  expect(readlinkSync(join(folder, 'latest'))).toBe('lib');
});

test('an archive that unpacks to more than a build is given is refused before it is unpacked', async () => {
  await expect(extractZip(await bomb(2, 513), folder)).rejects.toMatchObject({
    statusCode: 'CLIENT_ERROR',
    message: 'The archive unpacks to more than 1073741824 bytes',
  });
  expect(written()).toEqual([]);
});
