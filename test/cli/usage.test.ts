import { describe, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/program.ts';
import { scenarios } from '../../rehearsal/scenarios/registry.ts';
import { runCli, spawnCli } from './run-cli.ts';

describe('wrong usage ends with 2 and says what to change', () => {
  test.each([
    [
      ['rehaerse'],
      /no command "rehaerse".*rehearse, scenarios, changes, alarms, access, grants, report, endpoint, console/,
    ],
    [['rehearse', '--nonsense'], /unknown option '--nonsense'/],
    [['rehearse', '--rps', 'many'], /--rps.*'many' is invalid.*above 0, at most 1000/s],
    [['rehearse', '--rps', '0'], /--rps.*above 0/s],
    [['rehearse', '--speed', '-1'], /--speed.*above 0, at most 100000/s],
    [['endpoint', '--port', '65536'], /--port.*from 0 to 65535/s],
    [['endpoint', '--port', '80.5'], /--port.*whole number/s],
    [['access', '--fail-on', 'all'], /--fail-on.*Allowed choices are unused, denied/s],
    [['alarms', '--xml'], /unknown option '--xml'/],
    [['rehearse', '--keep'], /--keep.*argument missing/s],
    [['repair'], /required option '--stage <name>' not specified/],
    [['release', '--reason', 'it cannot wait'], /required option '--past-alarms' not specified/],
    [['release', '--past-alarms'], /required option '--reason <text>' not specified/],
    [['history', '--limit', '0'], /--limit.*from 1 to 10000/s],
    [['changes'], /required option '--against <dir>' not specified/],
    [['changes', '--against', '/nowhere'], /--against is '\/nowhere', which is no cloud assembly.*cdk\.out/],
  ])('%j', async (args, message) => {
    const { code, stderr, stdout } = await runCli(...args);
    expect(code).toBe(EXIT.usage);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  test('an access ledger without an endpoint says where to get one', () => {
    const { code, stderr } = spawnCli('access');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain('AWS_ENDPOINT_URL is not set. Set it to the address of a running endpoint');
  });

  test('an unknown scenario names those that are known, and nothing is started', () => {
    const { code, stderr } = spawnCli('rehearse', '--yes', '--scenario', 'good', '--scenario', 'godo');
    expect(code).toBe(EXIT.usage);
    expect(stderr).toContain('There is no scenario "godo"');
    for (const { name } of scenarios) expect(stderr).toContain(name);
  });

  test('an approval with nobody to ask is refused before anything is started', () => {
    for (const what of [['--once'], ['--scenario', 'good']]) {
      const { code, stderr } = spawnCli('rehearse', ...what);
      expect(code).toBe(EXIT.usage);
      expect(stderr).toContain('standard input is no terminal. Add --yes.');
    }
  });
});

describe('help and version', () => {
  test('--help lists the commands and ends with 0', async () => {
    const { code, stdout } = await runCli('--help');
    expect(code).toBe(EXIT.ok);
    for (const command of [
      ...['rehearse', 'scenarios', 'changes', 'alarms', 'endpoint'],
      ...['status', 'history', 'metrics', 'release', 'repair'],
    ])
      expect(stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
  });

  test.each([
    'rehearse',
    'scenarios',
    'changes',
    'alarms',
    'access',
    'grants',
    'status',
    'watch',
    'logs',
    'repair',
    'release brief',
  ])('help of %s has its exit codes', async (command) => {
    expect((await runCli(...command.split(' '), '--help')).stdout).toMatch(
      /^Exit codes: 0 .+, 1 .+, 2 wrong usage, 130 ended by Ctrl-C\.$/m,
    );
  });

  test('help of a command lists its options and the exit codes', async () => {
    const { code, stdout } = await runCli('rehearse', '--help');
    expect(code).toBe(EXIT.ok);
    for (const option of ['--once', '--yes', '--json', '--scenario', '--rps', '--speed', '--keep', '--port'])
      expect(stdout).toContain(option);
    expect(stdout).toContain('Exit codes: 0 everything held, 1 a release or expectation failed, 2 wrong usage, 130');
  });

  test('--version prints the package’s version', async () => {
    const { code, stdout } = await runCli('--version');
    expect(code).toBe(EXIT.ok);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('scenarios', () => {
  test('--json prints every one with its push and its outcome', async () => {
    const { code, stdout } = await runCli('scenarios', '--json');
    expect(code).toBe(EXIT.ok);
    expect(JSON.parse(stdout)).toMatchObject(scenarios.map(({ name, push, outcome }) => ({ name, push, outcome })));
    expect(JSON.parse(stdout)[0]).toMatchObject({ group: 'push', setting: null });
  });

  test('without it, prints them for a person', async () => {
    const { stdout } = await runCli('scenarios');
    expect(stdout).toMatch(/^push: what can become of a push\n/m);
    expect(stdout).toMatch(/^ {2}rejected +a change that an approver rejects\n +-> stops there/m);
  });
});
