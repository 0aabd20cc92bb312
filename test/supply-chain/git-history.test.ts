import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readGitHistory } from '../../supply-chain/checks/git-history.ts';
import { secretFindings } from '../../supply-chain/checks/secrets.ts';

/** In parts, so that this file does not hold it. */
const SECRET = ['AKIA', 'Q3EGRFHDGQW7X2VB'].join('');

let folder: string;
const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
    encoding: 'utf8',
  }).trim();
const commit = (file: string, text: string) => {
  writeFileSync(path.join(folder, file), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', file);
  return git('rev-parse', '--short', 'HEAD');
};

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'history-'));
  git('init', '--quiet', '--initial-branch', 'main');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a secret is found in the commit that brought it in, though the next one took it out', async () => {
  commit('ä b.ts', 'const one = 1;\n');
  const bad = commit('ä b.ts', `const one = 1;\nconst key = '${SECRET}';\n`);
  commit('ä b.ts', 'const one = 1;\n');
  const history = await readGitHistory(folder);
  expect(history).toMatchObject({ commits: 3, isShallow: false });
  const findings = secretFindings(history?.texts ?? []);
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
  const { texts = [] } = (await readGitHistory(folder)) ?? {};
  expect(secretFindings(texts).map(({ id }) => id)).toContain('secret:aws-access-key-id:merged.ts');
});

test('lines that look like those of a patch are lines of a file', async () => {
  commit('patch.txt', `++ b/other.ts\n@@ -1 +1 @@\ndiff --git a/x b/x\n${SECRET}2\n`);
  const { texts = [] } = (await readGitHistory(folder)) ?? {};
  const file = texts.find((text) => text.path === 'patch.txt');
  expect(file?.text.split('\n')).toEqual(['++ b/other.ts', '@@ -1 +1 @@', 'diff --git a/x b/x', `${SECRET}2`]);
});

test('a folder without a repository of its own has no history', async () => {
  expect(await readGitHistory(path.join(import.meta.dirname))).toBeUndefined();
  expect(await readGitHistory(tmpdir())).toBeUndefined();
});
