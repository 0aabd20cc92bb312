import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { committedTexts, repositoryAt } from '../../supply-chain/checks/git-history.ts';
import { searchHistory } from '../../supply-chain/checks/history.ts';
import { historyLab, SECRET } from './history-lab.ts';

const lab = historyLab();
const { folder, git, commit, foundSince, addedIn } = lab;
afterAll(() => lab.remove());

test('a secret is found in the commit that brought it in, though the next one took it out', async () => {
  commit('ä b.ts', 'const one = 1;\n');
  const bad = commit('ä b.ts', `const one = 1;\nconst key = '${SECRET}';\n`);
  commit('ä b.ts', 'const one = 1;\n');
  expect(await repositoryAt(folder)).toEqual({ isShallow: false });
  const { searched, findings } = await searchHistory(folder, 'HEAD');
  expect(searched).toBe('3 commits');
  expect(findings.map(({ id }) => id)).toEqual(['secret:aws-access-key-id:ä b.ts']);
  expect(findings[0]?.text).toContain(`(commit ${bad})`);
});

test('so is one that a merge brought in by itself', async () => {
  git('checkout', '--quiet', '-b', 'side');
  commit('side.ts', 'side\n');
  git('checkout', '--quiet', 'main');
  commit('main.ts', 'main\n');
  git('merge', '--quiet', '--no-commit', '--no-ff', 'side');
  commit('merged.ts', SECRET);
  const { findings } = await searchHistory(folder, 'HEAD');
  expect(findings.map(({ id }) => id)).toContain('secret:aws-access-key-id:merged.ts');
});

test('lines that look like those of a patch are lines of a file', async () => {
  commit('patch.txt', `++ b/other.ts\n@@ -1 +1 @@\ndiff --git a/x b/x\n${SECRET}2\n`);
  const file = await addedIn('patch.txt');
  expect(file?.split('\n')).toEqual(['++ b/other.ts', '@@ -1 +1 @@', 'diff --git a/x b/x', `${SECRET}2`]);
});

test('a line that is longer than what git writes at once, and one with a zero byte in it, are one line', async () => {
  const long = `${'x'.repeat(300_000)} ${SECRET}`;
  commit('long.txt', `${long}\nnext\n`);
  expect(await addedIn('long.txt')).toBe(`${long}\nnext`);
  commit('zero.txt', `${'a\n'.repeat(5_000)}b\0${SECRET}\nlast\n`);
  expect((await addedIn('zero.txt'))?.split('\n').slice(-2)).toEqual([`b\0${SECRET}`, 'last']);
});

test('a file that the repository calls binary is searched where it is text', async () => {
  commit('.gitattributes', '*.env binary\n');
  commit('a.env', `KEY=${SECRET}\n`);
  expect(await addedIn('a.env')).toBe(`KEY=${SECRET}`);
});

test.each([
  'a"b.env',
  'a\tb.env',
  'a\nb.env',
  'a\\b.env',
  'a\\n"b c.env',
  'ä"ö.env',
  '\x01.env',
])('a file named %j is searched under its own name, though git quotes it', async (name) => {
  const before = commit('other.ts', 'const other = 1;\n');
  commit(name, `KEY=${SECRET}\n`);
  expect(await addedIn(name)).toBe(`KEY=${SECRET}`);
  commit(name, '\n');
  const printed = name.replace(/\p{Cc}/gu, (one) => `\\x${one.charCodeAt(0).toString(16).padStart(2, '0')}`);
  expect(await foundSince(before)).toEqual([printed]);
});

test('nor is one overlooked where the settings of who searches leave the prefixes of names out', async () => {
  git('config', 'diff.noprefix', 'true');
  const before = git('rev-parse', '--short', 'HEAD');
  commit('prefix.env', SECRET);
  expect(await foundSince(before)).toEqual(['prefix.env']);
  git('config', '--unset', 'diff.noprefix');
});

describe('a file that git takes for binary is searched all the same:', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const lines = (key: string) => `first = 中\r\nkey = 中${key}中\r\nlast = 1\r\n`;
  test.each<[what: string, encode: (text: string) => Buffer]>([
    ['UTF-16 with a mark, the lower byte first', (text) => utf16(`\uFEFF${text}`)],
    ['UTF-16 with a mark, the higher byte first', (text) => utf16(`\uFEFF${text}`).swap16()],
    ['UTF-16 without a mark', utf16],
    ['UTF-16 without a mark, the higher byte first', (text) => utf16(text).swap16()],
    ['one zero byte in front', (text) => Buffer.from(`\0PNG\n${text}`)],
    ['bytes that are no UTF-8', (text) => Buffer.concat([Buffer.from([0, 0xff, 0xe9, 10]), Buffer.from(text)])],
  ])('%s', async (_what, encode) => {
    const before = commit('text.bin', encode(lines('none')));
    // In the middle of the file as well, where its mark is no part of what is added.
    commit('text.bin', encode(lines(SECRET)));
    commit('text.bin', encode(lines('none')));
    expect(await foundSince(before)).toEqual(['text.bin']);
  });
});

describe('a message is searched:', () => {
  test('of a commit, and what in it looks like a patch is no file', async () => {
    const before = git('rev-parse', '--short', 'HEAD');
    commit('said.ts', '1\n', `Says it\n\ndiff --git a/x b/x\n+++ b/x\n@@ -1 +1 @@\n+uses ${SECRET}\n`);
    const whole = git('rev-parse', 'HEAD');
    expect(await foundSince(before)).toEqual([`message of commit ${whole}`]);
    expect(await addedIn('said.ts')).toBe('1');
    expect(await addedIn('x')).toBeUndefined();
  });

  test('of an annotated tag on what is pushed, and of no other', async () => {
    git('tag', '--annotate', 'v1', '--message', `Release\n\nwith ${SECRET}`, 'HEAD~1');
    git('tag', 'plain');
    git('checkout', '--quiet', '-b', 'elsewhere');
    commit('elsewhere.ts', '1\n');
    git('tag', '--annotate', 'v2', '--message', `Elsewhere ${SECRET}`);
    git('checkout', '--quiet', 'main');
    const { findings } = await searchHistory(folder, 'HEAD');
    expect(findings.filter(({ id }) => id.includes('tag '))).toEqual([
      {
        id: 'secret:aws-access-key-id:message of tag v1',
        text: expect.stringMatching(/^message of tag v1:3 \(tag v1\) holds what looks like a/),
      },
    ]);
  });
});

test('a bare clone has the history up to a commit that somebody names', async () => {
  const clone = path.join(folder, '..', `${path.basename(folder)}.git`);
  git('clone', '--quiet', '--bare', folder, clone);
  expect(await repositoryAt(clone)).toEqual({ isShallow: false });
  const first = git('rev-list', '--max-parents=0', 'HEAD');
  expect(await searchHistory(clone, first)).toEqual({ searched: '1 commit', findings: [], cut: [] });
  rmSync(clone, { recursive: true });
});

test.each(['0'.repeat(40), '--all'])('a commit %s that is not there is told in the words of git', async (nowhere) => {
  await expect(searchHistory(folder, nowhere)).rejects.toThrow(nowhere);
});

test('who has found what it looks for may stop', async () => {
  const seen: string[] = [];
  for await (const { commit: one } of committedTexts(folder, 'HEAD')) {
    seen.push(one);
    break;
  }
  expect(seen).toEqual([git('rev-parse', '--short', 'HEAD')]);
});

describe('the search of the pipeline', () => {
  const search = (...args: string[]) =>
    spawnSync('node', [path.join(import.meta.dirname, '../../supply-chain/search-history.ts'), ...args], {
      encoding: 'utf8',
    });

  test('ends with 1 where there is a secret, and says where and what to do', () => {
    const { status, stdout } = search(folder, 'HEAD');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^history: FAILED: \d+ commits up to HEAD\n/);
    expect(stdout).toMatch(/merged\.ts:1 \(commit [0-9a-f]+\) .*Revoke it/);
    expect(stdout).not.toContain(SECRET);
  });

  test('ends with 0 where there is none', () => {
    const { status, stdout } = search(folder, git('rev-list', '--max-parents=0', 'HEAD'));
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^history: passed: 1 commit up to [0-9a-f]{40}\n$/)]);
  });

  test('ends with 1 where it could not search, and says why', () => {
    expect(search(folder, '0'.repeat(40))).toMatchObject({ status: 1, stderr: expect.stringContaining('bad object') });
    expect(search()).toMatchObject({ status: 1, stderr: expect.stringContaining('Give the folder') });
  });
});

test('a folder without a repository of its own has no history', async () => {
  expect(await repositoryAt(path.join(import.meta.dirname))).toBeUndefined();
  expect(await repositoryAt(tmpdir())).toBeUndefined();
});
