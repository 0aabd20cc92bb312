import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

/* The build seals its artifacts, and each build behind it looks at the seals first: by the very lines of their buildspecs. */

const commands = z.object({ commands: z.array(z.string()).default([]) }).default({ commands: [] });
const buildSpec = z.object({ phases: z.object({ install: commands, build: commands }) });
const phasesOf = (file: string) =>
  buildSpec.parse(parse(readFileSync(path.join(import.meta.dirname, '../../buildspecs', file), 'utf8'))).phases;

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

/** Seals, does something, and runs the checks of a buildspec. @returns their exit code */
function checksOf(file: string, meanwhile = ''): number | null {
  const checks = phasesOf(file).install.commands.slice(0, 3);
  expect(checks.filter((command) => command.includes('_SHA256'))).toHaveLength(2);
  const script = [
    'set -e',
    ...SEALING,
    meanwhile,
    `export CODEBUILD_SRC_DIR_Assembly="$PWD/cdk.out"`,
    'cd buildspecs/tools',
    ...checks,
  ];
  return spawnSync('bash', ['-c', script.join('\n')], { cwd: root, encoding: 'utf8' }).status;
}

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
  ['its cache is a link', 'mkdir /tmp/x-$$ && ln -s /tmp/x-$$ buildspecs/tools/.cache'],
])('an artifact is another one when %s', (_, meanwhile) => {
  expect(checksOf('judge-changes.yml', meanwhile)).not.toBe(0);
});
