import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

const directory = path.join(import.meta.dirname, '../../buildspecs');
const read = (file: string) => readFileSync(path.join(directory, file), 'utf8');
const files = readdirSync(directory).filter((file) => file.endsWith('.yml'));
const buildSpec = z.object({
  version: z.literal(0.2),
  phases: z.record(
    z.string(),
    z.object({ 'on-failure': z.literal('ABORT'), commands: z.string().array().optional() }).loose(),
  ),
});
const commandsOf = (file: string) =>
  Object.values(buildSpec.parse(parse(read(file))).phases).flatMap((phase) => phase.commands ?? []);

describe.each(files)('%s', (file) => {
  test('is of version 0.2, and stops at the first phase that fails', () => {
    expect(buildSpec.safeParse(parse(read(file))).success).toBe(true);
  });

  test('runs on Node 24', () => {
    expect(parse(read(file)).phases.install['runtime-versions']).toEqual({ nodejs: 24 });
  });

  test('neither removes the findings of the policy packs nor looks away from them', () => {
    expect(read(file)).not.toMatch(/--ignore-errors|validation-report\.json\s*\|\||\brm\b|\|\| true/);
  });

  test('installs only what a lock file holds, runs none of its scripts, and installs nothing globally', () => {
    for (const command of commandsOf(file).filter((one) => /\bnpm (i|install|ci)\b/.test(one))) {
      expect(command).toMatch(/^npm ci (.* )?--ignore-scripts( |$)/);
    }
    expect(read(file)).not.toMatch(/--global|\s-g\s|npx --yes|npx -y/);
  });
});

test('the build checks types, style and behaviour, and synthesizes, before anything is handed on', () => {
  const commands = commandsOf('build.yml');
  expect(commands).toContain('node buildspecs/run-in-parallel.mjs typecheck lint test:unit synth supply-chain');
  expect(commands).toContain('test -s cdk.out/validation-report.json');
});

test('the tools are pinned exactly, each with its integrity', () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('tools/package.json')));
  expect(dependencies).toEqual({ '@aws-cdk/cdk-assets-lib': '1.5.0', 'aws-cdk': '2.1148.1' });
  const lock = z
    .object({
      packages: z.record(z.string(), z.object({ integrity: z.string().optional(), inBundle: z.boolean().optional() })),
    })
    .parse(JSON.parse(read('tools/package-lock.json')));
  // A package that comes inside another one is covered by that one's integrity.
  const packages = Object.entries(lock.packages).filter(([name, { inBundle }]) => name !== '' && inBundle !== true);
  for (const [name, { integrity }] of packages) {
    expect([name, integrity]).toEqual([name, expect.stringMatching(/^sha512-/)]);
  }
});
