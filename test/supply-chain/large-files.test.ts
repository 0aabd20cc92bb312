import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { searchHistory } from '../../supply-chain/checks/history.ts';
import { LARGEST_BINARY_BYTES } from '../../supply-chain/checks/readings.ts';
import { notSearched } from '../../supply-chain/checks/secrets.ts';
import { historyLab, SECRET } from './history-lab.ts';

const lab = historyLab();
const { folder, git, commit, foundSince } = lab;
commit('first.ts', '1\n');
afterAll(() => lab.remove());

test('what is no text is searched up to a size, and it is told that this was not all', async () => {
  const large = Buffer.alloc(LARGEST_BINARY_BYTES + 1_000, '0123456789\n');
  large[3] = 0;
  large.write(` ${SECRET} `, LARGEST_BINARY_BYTES - 500);
  const id = commit('large.bin', large);
  const { findings, cut } = await searchHistory(folder, 'HEAD');
  expect(findings.map((one) => one.id)).toEqual(['secret:aws-access-key-id:large.bin']);
  expect(cut).toEqual([`large.bin (commit ${id})`]);
  expect(notSearched(cut)).toBe(`; NOT SEARCHED to the end, as larger than 10 MB: large.bin (commit ${id})`);
  expect(notSearched([])).toBe('');
  const search = path.join(import.meta.dirname, '../../supply-chain/search-history.ts');
  const { stdout } = spawnSync('node', [search, folder, 'HEAD'], { encoding: 'utf8' });
  expect(stdout).toMatch(/^history: FAILED: 2 commits up to HEAD; NOT SEARCHED to the end, .*: large\.bin .*\n/);
});

test('a text of any size is searched to its end', async () => {
  const before = git('rev-parse', '--short', 'HEAD');
  commit('large.txt', `${'0123456789\n'.repeat(LARGEST_BINARY_BYTES / 10)}${SECRET}\n`);
  expect(await foundSince(before)).toEqual(['large.txt']);
});
