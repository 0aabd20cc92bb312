import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkOutputFile, outputFolder } from '../../cli/arguments/places.ts';
import { EXIT } from '../../cli/program.ts';
import { onThePipeline, startAPipeline } from './at-a-terminal.ts';
import { spawnCli } from './run-cli.ts';

const newFolder = () => mkdtempSync(join(tmpdir(), 'places-'));
function newFile(): string {
  const file = join(newFolder(), 'file');
  writeFileSync(file, 'kept');
  return file;
}

test.each([
  [
    'rehearse --yes --keep',
    newFile,
    /^--keep is '.*', which is no folder to write to: EEXIST.*\. Give another folder\.\n$/,
  ],
  ['endpoint --keep', newFile, /^--keep is '.*', which is no folder to write to/],
  ['rehearse --yes --record-access', newFolder, /^--record-access is '.*', which is a folder\. Give a file\.\n$/],
])('%s is checked before anything is started', (command, place, message) => {
  const { code, stdout, stderr } = spawnCli(...command.split(' '), place());
  expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
  expect(stderr).toMatch(message);
});

test('what can be written is left to who writes it', () => {
  const folder = newFolder();
  expect(outputFolder('--keep', join(folder, 'a/b'))).toBe(join(folder, 'a/b'));
  checkOutputFile('--record-access', join(folder, 'c/new.json'));
  expect(readdirSync(join(folder, 'c'))).toEqual([]);
  checkOutputFile('--record-access', newFile());
});

describe('the console', () => {
  startAPipeline(() => undefined);

  test.each([
    [
      '192.0.2.1',
      /^Port 0 of 192\.0\.2\.1 cannot be listened on: the address is not of this machine\. Give one .* --host\.\n$/,
    ],
    ['no such host', /^Port 0 of no such host cannot be listened on: nobody knows the address\./],
  ])('listens on no address of others: %s', async (host, message) => {
    const { code, stdout, stderr } = await onThePipeline('console', '--host', host);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: '' });
    expect(stderr).toMatch(message);
  });
});
