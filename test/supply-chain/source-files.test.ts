import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { LARGEST_BINARY_BYTES } from '../../supply-chain/checks/readings.ts';
import { sourceTexts } from '../../supply-chain/checks/source-files.ts';

const root = mkdtempSync(path.join(tmpdir(), 'sources-'));
afterAll(() => rmSync(root, { recursive: true }));

test('every file of a working tree is read, in each way that it may be, and what is too large is told', async () => {
  mkdirSync(path.join(root, 'node_modules'));
  writeFileSync(path.join(root, 'node_modules', 'index.js'), 'of others');
  writeFileSync(path.join(root, 'a.ts'), 'text');
  writeFileSync(path.join(root, 'b.env'), Buffer.from('KEY', 'utf16le'));
  writeFileSync(path.join(root, 'large.zip'), '');
  truncateSync(path.join(root, 'large.zip'), LARGEST_BINARY_BYTES + 1);
  const { texts, files, tooLarge } = await sourceTexts(root);
  expect([files, tooLarge]).toEqual([2, ['large.zip']]);
  const read = texts.map((one) => [one.path, one.text]);
  expect(read).toEqual(
    expect.arrayContaining([
      ['a.ts', 'text'],
      ['b.env', 'KEY'],
    ]),
  );
  expect(read.some(([file]) => file?.startsWith('node_modules'))).toBe(false);
});
