import { createHash } from 'node:crypto';
import { mkdtempSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { readRecordedBundles, recordBundles } from '../../app/bundle-cache.ts';

const CODE = 'export const handler = () => 1;';
let source: string;
let output: string;
let record: string;

beforeEach(() => {
  const directory = mkdtempSync(path.join(tmpdir(), 'bundle-cache-'));
  source = path.join(directory, 'source.ts');
  output = path.join(directory, 'code.zip');
  record = path.join(directory, 'record.json');
  writeFileSync(source, 'source');
  writeFileSync(output, CODE);
  const archiveHash = createHash('sha256').update(CODE).digest('hex');
  const one = { directory, archive: output, archiveHash, packages: ['node_modules/zod'], codeBytes: CODE.length };
  writeFileSync(record, recordBundles('key', [source], { one }));
});

test('what was bundled is used again while nothing changes', () => {
  expect(readRecordedBundles(record, 'key')?.one?.codeBytes).toBe(CODE.length);
});

test.each<[string, () => void]>([
  ['a source has another size', () => writeFileSync(source, 'another')],
  ['a source was written again', () => utimesSync(source, new Date(), new Date(Date.now() + 5000))],
  ['the output was exchanged', () => writeFileSync(output, CODE.replace('1', '2'))],
  ['the record is from another shape of it', () => writeFileSync(record, '{}')],
])('but not when %s', (_what, change) => {
  change();
  expect(readRecordedBundles(record, 'key')).toBeUndefined();
});

test('nor for another way of bundling', () => {
  expect(readRecordedBundles(record, 'another')).toBeUndefined();
});
