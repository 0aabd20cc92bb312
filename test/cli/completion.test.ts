import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { scenarios } from '../../rehearsal/scenarios/registry.ts';
import { runCli } from './run-cli.ts';

const script = async (shell: string) => (await runCli('completion', shell)).stdout;

describe('in bash itself', () => {
  let bash: string;
  beforeAll(async () => {
    bash = await script('bash');
  });

  /** What bash offers behind a line that ends where the cursor is. */
  function offered(line: string): string[] {
    const words = line.split(' ');
    const typed = words.map((word) => `'${word}'`).join(' ');
    const { stdout, stderr, status } = spawnSync('bash', ['--norc'], {
      encoding: 'utf8',
      input: `${bash}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _slipway; printf '%s\\n' "\${COMPREPLY[@]}"`,
    });
    if (status !== 0 || stderr !== '') throw new Error(`bash: ${stderr}`);
    return stdout.split('\n').filter((word) => word !== '');
  }

  test('commands by their first letters', () => {
    expect(offered('slipway sta')).toEqual(['status']);
    expect(offered('slipway re').sort()).toEqual(['rehearse', 'reject', 'release', 'repair', 'report']);
  });

  test('the verbs of a command, and not of another', () => {
    expect(offered('slipway release ro')).toEqual(['rollback']);
    expect(offered('slipway release b')).toEqual(['brief']);
    expect(offered('slipway release brief --p')).toEqual(['--pipeline']);
    expect(offered('slipway transitions ').filter((word) => !word.startsWith('-'))).toEqual(['disable', 'enable']);
  });

  test('the options of a verb, and not those of its parent', () => {
    expect(offered('slipway release retry --a')).toEqual(['--all-actions']);
    expect(offered('slipway release retry --past')).toEqual([]);
  });

  test('the values of an option, where they are known', () => {
    expect(offered('slipway endpoint --enforce ')).toEqual(['off', 'log', 'deny']);
    expect(offered('slipway rehearse --scenario rej')).toEqual(['rejected']);
    expect(offered('slipway rehearse --scenario ')).toEqual(expect.arrayContaining(scenarios.map(({ name }) => name)));
  });

  test('an argument, where it is known', () => {
    expect(offered('slipway completion ').slice(0, 3)).toEqual(['bash', 'zsh', 'fish']);
  });

  test('what stands behind an option that takes a value is no command', () => {
    expect(offered('slipway release --reason stop --past')).toEqual(['--past-alarms']);
  });
});

test.each(['bash', 'zsh', 'fish'])('the script for %s has every command and verb', async (shell) => {
  const text = await script(shell);
  for (const word of ['rehearse', 'status', 'rollback', 'disable', 'doctor', 'completion', 'security'])
    expect(text).toContain(word);
});

test('a quotation mark in a description does not end a string', async () => {
  expect(await script('zsh')).toContain("an action'\\''s build");
  expect(await script('fish')).toContain("an action\\'s build");
});

test('another shell is wrong usage, with those that there are', async () => {
  const { code, stderr } = await runCli('completion', 'csh');
  expect(code).toBe(EXIT.usage);
  expect(stderr).toMatch(/Allowed choices are bash, zsh, fish/);
});
