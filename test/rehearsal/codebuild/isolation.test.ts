import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, watch, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { hiddenOf, probe } from '../../../rehearsal/runtimes/build/sandbox.ts';
import { openShell, type ShellOptions, type ShellSession } from '../../../rehearsal/runtimes/build/shell-session.ts';
import { type BuildLab, startLab } from './setup.ts';

// Real processes, on a machine that may be busy.
jest.setTimeout(60_000);

let lab: BuildLab;
beforeAll(async () => {
  process.env.SLIPWAY_TEST_SECRET_OF_CALLER = 'caller-secret';
  lab = await startLab();
});
afterAll(async () => {
  delete process.env.SLIPWAY_TEST_SECRET_OF_CALLER;
  await lab.local.stop();
});

const NOTHING = { writable: [], hidden: {} } as const;

/** A session of its own, without a build around it. */
const shellIn = (folder: string, more: Partial<ShellOptions> = {}): ShellSession =>
  openShell({
    shell: '/bin/sh',
    controlFolder: folder,
    workingFolder: folder,
    environment: { PATH: process.env.PATH ?? '' },
    wrapper: [],
    onOutput: () => undefined,
    onProcessGroup: () => undefined,
    ...more,
  });

test('a build writes to its own home, temporary folder and npm prefix, which are gone afterwards', async () => {
  const before = readdirSync(homedir()).sort();
  const build = await lab.build(`
version: 0.2
phases:
  build:
    commands:
      - echo touched > ~/slipway-test-was-here && echo HOME=$HOME TMPDIR=$TMPDIR
      - mkdir pack && echo '{"name":"pack","version":"1.0.0","bin":"cli.js"}' > pack/package.json
      - printf '#!/usr/bin/env node\\nconsole.log("global tool on", process.versions.node)\\n' > pack/cli.js
      - npm install --global --offline ./pack && pack
      - test -z "$SLIPWAY_TEST_SECRET_OF_CALLER"
`);
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(lab.text()).toContain(`global tool on ${process.versions.node}`);
  expect(readdirSync(homedir()).sort()).toEqual(before);
  const [, home = ''] =
    /HOME=(\S+)/.exec(lab.lines.map((line) => line.message).find((line) => line.startsWith('HOME=')) ?? '') ?? [];
  expect(home).toMatch(/builds\/[0-9a-f-]+\/home$/);
  const folder = dirname(home);
  const changes = watch(dirname(folder));
  await lab.local.rehearsal.kernel.shutDown();
  // It is removed by a process that is left behind for that.
  while (existsSync(folder)) await once(changes, 'change');
  changes.close();
});

test('with bubblewrap nothing outside the scratch folder can be written', async () => {
  const isolation = await probe('bwrap');
  if (isolation.wrapper(NOTHING).length === 0) {
    expect(isolation.description).toContain('not available');
    return;
  }
  const [scratch, outside] = ['in-', 'out-'].map((name) => mkdtempSync(join(tmpdir(), name)));
  if (scratch === undefined || outside === undefined) throw new Error('no folders');
  const session = shellIn(scratch, { wrapper: isolation.wrapper({ writable: [scratch], hidden: {} }) });
  const { signal } = new AbortController();
  expect(await session.run('touch inside', signal)).toBe(0);
  expect(await session.run(`touch ${outside}/file`, signal)).not.toBe(0);
  await session.close();
  expect(readdirSync(outside)).toEqual([]);
  for (const folder of [scratch, outside]) rmSync(folder, { recursive: true });
});

test('a build that writes outside of its folder fails where it is sandboxed, and its log says which it is', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'out-'));
  const own = await startLab();
  const build = await own.build(`
version: 0.2
phases:
  build:
    commands:
      - echo hostile > ${outside}/written-by-a-build
`);
  const sandboxed = (await probe('bwrap')).wrapper(NOTHING).length > 0;
  expect(build.buildStatus).toBe(sandboxed ? 'FAILED' : 'SUCCEEDED');
  expect(readdirSync(outside)).toEqual(sandboxed ? [] : ['written-by-a-build']);
  expect(own.text()).toContain(sandboxed ? 'Read-only file system' : 'bubblewrap is not available');
  await own.local.stop();
  rmSync(outside, { recursive: true });
});

test('a build that is sandboxed sees nothing of what the rehearsal keeps, by no way', async () => {
  const own = await startLab();
  const kept = join(own.local.folder, 'rehearsal.sqlite');
  expect(existsSync(kept)).toBe(true);
  const build = await own.build(`
version: 0.2
phases:
  build:
    commands:
      - 'for seen in ${kept} /proc/*/root${kept} /proc/*/cwd/${relative('/', kept)}; do test ! -e "$seen" || echo "saw $seen"; done'
      - 'kill -0 ${process.pid} 2>/dev/null && echo "saw the process" || true'
`);
  await own.local.stop();
  expect(build.buildStatus).toBe('SUCCEEDED');
  const sandboxed = (await probe('bwrap')).wrapper(NOTHING).length > 0;
  expect(/^saw /m.test(own.text())).toBe(!sandboxed);
});

test('where the rehearsal is kept around its own program, the keys alone are hidden', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kept-'));
  const [database, other] = [join(root, 'rehearsal.sqlite'), join(root, 'other')];
  for (const file of [database, other]) writeFileSync(file, 'kept');
  const kept = { root, databaseFiles: [database] };
  expect(hiddenOf(kept, '/usr/bin/node')).toEqual({ folders: [root] });
  const hidden = hiddenOf(kept, join(root, 'node_modules', 'node', 'bin', 'node'));
  expect(hidden).toEqual({ files: [database] });
  const isolation = await probe('bwrap');
  if (isolation.wrapper(NOTHING).length > 0) {
    const session = shellIn(root, { wrapper: isolation.wrapper({ writable: [root], hidden }) });
    const { signal } = new AbortController();
    expect(await session.run(`test -s ${other}`, signal)).toBe(0);
    expect(await session.run(`test -s ${database}`, signal)).not.toBe(0);
    await session.close();
  }
  rmSync(root, { recursive: true });
});

test('background processes end with their build', async () => {
  const marker = `98765.${process.pid}`;
  const local = await startLab();
  const build = await local.build(`version: 0.2\nphases: {build: {commands: ['sleep ${marker} &', 'echo started']}}\n`);
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(`sleep ${marker}`);
  await local.local.stop();
});

test('a session that is aborted while its command is being prepared does not wait for it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'abort-'));
  const session = shellIn(folder);
  const stopping = new AbortController();
  const running = session.run('sleep 1000', stopping.signal);
  stopping.abort(new Error('asked to stop'));
  await expect(running).rejects.toThrow('asked to stop');
  await session.close();
  rmSync(folder, { recursive: true });
});

test('a shell that is ended before it has begun ends the command, and what comes next gets a new one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'killed-'));
  let shells = 0;
  let printed = '';
  const session = shellIn(folder, {
    onOutput: (text) => {
      printed += text;
    },
    onProcessGroup: (processGroup) => {
      if (++shells === 1) process.kill(-processGroup, 'SIGKILL');
    },
  });
  const { signal } = new AbortController();
  expect(await session.run('echo first', signal)).toBe(137);
  expect(await session.run('echo second >/dev/stderr', signal)).toBe(0);
  await session.close();
  expect(printed).toBe('second\n');
  rmSync(folder, { recursive: true });
});
