import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

/* The build seals its artifacts, and each build behind it looks at the seals first: by the very lines of their buildspecs. */

const commands = z.object({ commands: z.array(z.string()).default([]) }).default({ commands: [] });
const buildSpec = z.object({
  phases: z.object({ install: commands, build: commands }),
  artifacts: z.record(z.string(), z.unknown()).default({}),
});
const specOf = (file: string) =>
  buildSpec.parse(parse(readFileSync(path.join(import.meta.dirname, '../../buildspecs', file), 'utf8')));
const phasesOf = (file: string) => specOf(file).phases;

const SEALING = phasesOf('build.yml').build.commands.filter((command) => /^export \w+_SHA256=/.test(command));
let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'sealed-'));
  for (const folder of ['cdk.out/nested', 'buildspecs/tools/node_modules'])
    mkdirSync(path.join(root, folder), { recursive: true });
  put('cdk.out/manifest.json', '{}');
  put('cdk.out/nested/a template.json', '{}');
  put('buildspecs/tools/judge-changes.cjs', 'judge()');
});
const put = (file: string, text: string) => writeFileSync(path.join(root, file), text);

/** Seals, does something, runs the checks of a buildspec, and more beside the tools. @returns the exit code */
function checksOf(file: string, meanwhile = '', afterwards: readonly string[] = []): number | null {
  const seals = file === TOOLS_ALONE ? 1 : 2;
  const checks = phasesOf(file).install.commands.slice(0, 1 + seals);
  expect(checks.filter((command) => command.includes('_SHA256'))).toHaveLength(seals);
  const script = [
    'set -e',
    ...SEALING,
    meanwhile,
    `export CODEBUILD_SRC_DIR_Assembly="$PWD/cdk.out"`,
    'cd buildspecs/tools',
    ...checks,
    ...afterwards,
  ];
  return spawnSync('bash', ['-c', script.join('\n')], { cwd: root, encoding: 'utf8' }).status;
}

/** Takes the tools without the assembly. */
const TOOLS_ALONE = 'search-history.yml';
const TAKERS = [
  'judge-changes.yml',
  'update-pipeline.yml',
  'publish-assets.yml',
  'sign-passport.yml',
  'earlier-release.yml',
];

test('the build seals what the others take', () => {
  expect(SEALING.map((command) => /^export (\w+)/.exec(command)?.[1])).toEqual(['ASSEMBLY_SHA256', 'TOOLS_SHA256']);
});

describe.each(TAKERS)('%s', (file) => {
  test('goes on with what the build has made, whatever its own cache holds', () => {
    expect(checksOf(file, 'mkdir -p buildspecs/tools/.cache/npm && touch buildspecs/tools/.cache/npm/x')).toBe(0);
  });

  test('stops before anything else where it is something else', () => {
    expect(checksOf(file, 'echo "{ }" > "cdk.out/nested/a template.json"')).not.toBe(0);
  });
});

test('what takes the tools alone goes on with those that the build has made', () => {
  expect(checksOf(TOOLS_ALONE, 'mkdir -p buildspecs/tools/.cache/npm && touch buildspecs/tools/.cache/npm/x')).toBe(0);
});

test.each([
  ['a tool is another', 'echo "x()" >> buildspecs/tools/judge-changes.cjs'],
  ['a file is added', 'touch buildspecs/tools/.npmrc'],
  ['a link leads to a folder', 'mkdir -p buildspecs/tools/.cache/x && ln -s .cache/x buildspecs/tools/lib'],
])('and stops where %s', (_, meanwhile) => {
  expect(checksOf(TOOLS_ALONE, meanwhile)).not.toBe(0);
});

test.each([
  ['a file is added to the assembly', 'touch cdk.out/asset.zip'],
  ['a file of the assembly has another name', 'mv cdk.out/manifest.json cdk.out/other.json'],
  ['a file of the assembly is missing', 'rm cdk.out/manifest.json'],
  ['a tool is another', 'echo "x()" >> buildspecs/tools/judge-changes.cjs'],
  [
    'a hidden file that npm reads is put beside the tools',
    'echo "node-options=--require ./x.js" > buildspecs/tools/.npmrc',
  ],
  [
    'a link leads to what the cache holds',
    'mkdir buildspecs/tools/.cache && echo "{}" > buildspecs/tools/.cache/x && ln -s .cache/x buildspecs/tools/cdk.json',
  ],
  ['a link leads to a folder', 'mkdir -p buildspecs/tools/.cache/x && ln -s .cache/x buildspecs/tools/lib'],
  ['a link of the assembly leads to a folder', 'ln -s nested cdk.out/other'],
  ['its cache is a link', 'mkdir elsewhere && ln -s ../../elsewhere buildspecs/tools/.cache'],
])('an artifact is another one when %s', (_, meanwhile) => {
  expect(checksOf('judge-changes.yml', meanwhile)).not.toBe(0);
});

describe('what the step that signs hands on to the stages', () => {
  const { phases, artifacts } = specOf('sign-passport.yml');
  const [signs, ...handsOn] = phases.build.commands;
  const SEAL = `test "$(cd sealed && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c -64)" = "$ASSEMBLY_SHA256"`;

  test('is every file of what it has held against its seal, and nothing else', () => {
    expect(signs).toMatch(/^node sign-passport\.cjs /);
    expect(artifacts).toEqual({ 'base-directory': 'sealed', files: ['**/*'] });
    expect(checksOf('sign-passport.yml', '', [...handsOn, SEAL])).toBe(0);
    expect(checksOf('sign-passport.yml', '', [...handsOn, 'touch sealed/other', SEAL])).not.toBe(0);
  });

  test('is nothing where it is something else', () => {
    expect(checksOf('sign-passport.yml', 'touch cdk.out/other', handsOn)).not.toBe(0);
    expect(existsSync(path.join(root, 'buildspecs/tools/sealed'))).toBe(false);
  });
});
