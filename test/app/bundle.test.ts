import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Entry, fromBuffer } from 'yauzl';
import { type BundleName, bundle } from '../../app/bundle.ts';

const LARGEST_HOOK_BYTES = 300_000;
const LARGEST_HANDLER_BYTES = 400_000;

describe('bundles', () => {
  test.each<[BundleName, number]>([
    // They speak to five and to eight services.
    ['pre-traffic', 280_000],
    ['post-traffic', 295_000],
    ['freeze-gate', LARGEST_HOOK_BYTES],
    ['alias-guard', LARGEST_HOOK_BYTES],
    ['bake-judge', LARGEST_HOOK_BYTES],
    ['synthetic-traffic', LARGEST_HOOK_BYTES],
    // It speaks to seven services.
    ['notifier', 300_000],
    ['add-student-details', LARGEST_HANDLER_BYTES],
    ['get-student-details', LARGEST_HANDLER_BYTES],
  ])('%s is smaller than %d bytes', (name, limit) => {
    expect(bundle(name).codeBytes).toBeLessThan(limit);
  });

  test('are minified modules with a source map that has no path of this machine', () => {
    const { directory } = bundle('pre-traffic');
    const code = readFileSync(path.join(directory, 'index.mjs'), 'utf8');
    expect(code.includes('as handler')).toBe(true);
    expect(code.endsWith('//# sourceMappingURL=index.mjs.map\n')).toBe(true);
    const root = path.join(import.meta.dirname, '..', '..');
    expect(code.includes(root) || code.includes('node_modules/')).toBe(false);
    const map = JSON.parse(readFileSync(path.join(directory, 'index.mjs.map'), 'utf8'));
    expect(map.sources).toContainEqual(expect.stringMatching(/hooks\/pre-traffic\/decide\.ts$/));
    expect(JSON.stringify(map).includes(root)).toBe(false);
  });

  test('hold no client of a service that they do not call', () => {
    const { directory } = bundle('get-student-details');
    const code = readFileSync(path.join(directory, 'index.mjs'), 'utf8');
    expect(code.includes('DynamoDB_20120810')).toBe(true);
    expect(code.includes('CodeDeploy_20141006')).toBe(false);
  });
});

describe('archives', () => {
  const { archive, archiveHash, directory, packages } = bundle('pre-traffic');

  test('hold the code and its map, without times', async () => {
    const entries = await unpack(readFileSync(archive));
    expect(entries.map(({ entry }) => entry.fileName)).toEqual(['index.mjs', 'index.mjs.map']);
    for (const { entry, contents } of entries) {
      expect(contents.equals(readFileSync(path.join(directory, entry.fileName)))).toBe(true);
      expect(entry.getLastModDate({ timezone: 'UTC' }).toISOString()).toBe('1980-01-01T00:00:00.000Z');
      expect(entry.externalFileAttributes >>> 16).toBe(0o100644);
    }
  });

  test('are named by the hash that Lambda will report', () => {
    expect(createHash('sha256').update(readFileSync(archive)).digest('hex')).toBe(archiveHash);
  });

  test('come with the packages that their code is from', () => {
    expect(packages).toEqual(expect.arrayContaining(['node_modules/@aws-sdk/client-lambda', 'node_modules/zod']));
    expect(packages).not.toContain('node_modules/@aws-lambda-powertools/logger');
    expect(packages).toEqual(
      packages.filter((folder) => existsSync(path.join(import.meta.dirname, '../..', folder, 'package.json'))),
    );
  });
});

function unpack(archive: Buffer): Promise<{ readonly entry: Entry; readonly contents: Buffer }[]> {
  return new Promise((resolve, reject) => {
    fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (error !== null) return reject(error);
      const entries: { entry: Entry; contents: Buffer }[] = [];
      zip.on('error', reject);
      zip.on('end', () => resolve(entries));
      zip.on('entry', (entry: Entry) => {
        zip.openReadStream(entry, (failure, stream) => {
          if (failure !== null) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('error', reject);
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            entries.push({ entry, contents: Buffer.concat(chunks) });
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
