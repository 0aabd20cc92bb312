import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';

const PRESENTER = pathToFileURL(join(import.meta.dirname, '../../../cli/render/presenter.ts')).href;

/** A release at a terminal, in a process of its own: whether that ends by itself is what is asked. */
const SCRIPT = `
import { PassThrough } from 'node:stream';
import { createPresenter } from '${PRESENTER}';
const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
const presenter = createPresenter({ stream, yes: true, signal: new AbortController().signal, rate: () => 1 });
presenter.begin('The working tree', '4a562eb8');
presenter.show({ nowMs: 0, stages: [], deployments: [] });
presenter.end();
stream.read();
presenter.say('The console: http://127.0.0.1:1/');
presenter.end();
process.stdout.write(String(stream.read()));
`;

test('a tree that has ended is redrawn no more, and keeps no process alive', () => {
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([ended.status, ended.stdout]).toEqual([0, 'The console: http://127.0.0.1:1/\n']);
});
