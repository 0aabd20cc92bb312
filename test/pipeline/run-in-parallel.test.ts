import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';

const script = path.join(import.meta.dirname, '../../buildspecs/run-in-parallel.mjs');

function run(scripts: Readonly<Record<string, string>>, given = Object.keys(scripts)) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'parallel-'));
  writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ scripts }));
  return spawnSync(process.execPath, [script, ...given], { cwd, encoding: 'utf8' });
}

test('it succeeds when every script does', () => {
  const { status, stdout } = run({ one: 'echo first', two: 'echo second' });
  expect(stdout).toContain('passed: npm run one');
  expect(stdout).toContain('passed: npm run two');
  expect(status).toBe(0);
});

test('it fails when one script does, and says so last, with what that script said', () => {
  const { status, stdout } = run({ wrong: 'echo the reason && exit 3', fine: 'echo fine' });
  expect(status).toBe(1);
  expect(stdout.indexOf('the reason')).toBeGreaterThan(stdout.indexOf('passed: npm run fine'));
  expect(stdout.trimEnd()).toMatch(/FAILED: npm run wrong \([\d.]+ s\)$/);
});

test('colours that a script insists on do not reach the log', () => {
  const { stdout } = run({ colourful: "printf '\\033[31mred\\033[0m\\n'" });
  expect(stdout).toMatch(/^red$/m);
});

test('what needs another script starts when that has passed', () => {
  const scripts = { makes: 'sleep 0.1 && echo made > made.txt', needs: 'cat made.txt' };
  const { status, stdout } = run(scripts, ['makes', '--after', 'makes', 'needs']);
  expect(stdout).toMatch(/^made$/m);
  expect(status).toBe(0);
});

test('what needs a script that failed does not run, and the log says so', () => {
  const scripts = { makes: 'exit 1', needs: 'echo ran', other: 'echo other' };
  const { status, stdout } = run(scripts, ['makes', 'other', '--after', 'makes', 'needs']);
  expect(stdout).toContain('NOT RUN: npm run needs, since makes failed');
  expect(stdout).not.toMatch(/^ran$/m);
  expect(stdout).toContain('passed: npm run other');
  expect(status).toBe(1);
});

test('--after a script that is not among those before it is refused', () => {
  const { status, stderr } = run({ one: 'true' }, ['one', '--after', 'two', 'one']);
  expect(stderr).toContain("--after 'two' names none of the scripts before it: one");
  expect(status).toBe(1);
});
