import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { expect, test } from '@jest/globals';

const script = path.join(import.meta.dirname, '../../buildspecs/run-in-parallel.mjs');

function run(scripts: Readonly<Record<string, string>>) {
  const cwd = mkdtempSync(path.join(tmpdir(), 'parallel-'));
  writeFileSync(path.join(cwd, 'package.json'), JSON.stringify({ scripts }));
  return spawnSync(process.execPath, [script, ...Object.keys(scripts)], { cwd, encoding: 'utf8' });
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
