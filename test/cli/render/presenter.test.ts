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
const presenter = createPresenter({ stream, yes: true, signal: new AbortController().signal, rate: () => 1, facts: async () => [] });
presenter.begin('The working tree', '4a562eb8');
presenter.show({ nowMs: 0, stages: [], deployments: [] });
presenter.end();
stream.read();
presenter.say('The console: http://127.0.0.1:1/');
presenter.end();
process.stdout.write(String(stream.read()));
`;

/** Asks for an approval at such a terminal, and ends when the question is there: what was shown until then. */
const ASKING = `
import { PassThrough } from 'node:stream';
import { createPresenter } from '${PRESENTER}';
const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 100, rows: 40 });
const elsewhere = new AbortController();
let shown = '';
stream.on('data', (text) => {
  shown += text;
  if (shown.includes('a to approve')) elsewhere.abort();
});
const facts = async ({ executionId }) => {
  if (process.argv.includes('answered')) elsewhere.abort();
  return ['The facts of ' + executionId, 'The whole dossier: http://127.0.0.1:1/'];
};
const presenter = createPresenter({ stream, yes: false, signal: new AbortController().signal, rate: () => 1, facts });
presenter.begin('The working tree', '4a562eb8');
const approval = { stageName: 'ApproveProd', actionName: 'Approve', token: 't', executionId: 'e-1' };
const ended = await presenter.answer(approval, elsewhere.signal).catch((error) => error.name);
presenter.end();
process.stdin.destroy();
process.stdout.write(JSON.stringify({ ended, shown }));
`;

test('a tree that has ended is redrawn no more, and keeps no process alive', () => {
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', SCRIPT], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([ended.status, ended.stdout]).toEqual([0, 'The console: http://127.0.0.1:1/\n']);
});

function ask(...args: string[]): { readonly ended: string; readonly shown: string } {
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', ASKING, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

test('an approval is asked for below its facts', () => {
  const { ended, shown } = ask();
  expect(ended).toBe('AbortError');
  expect(shown).toMatch(
    /The facts of e-1\nThe whole dossier: \S+\n\nApproveProd \/ Approve: release 4a562eb8 "The working tree"\?\n.*a to approve/,
  );
});

test('one that was answered while its facts were read is not asked for', () => {
  const { ended, shown } = ask('answered');
  expect(ended).toBe('AbortError');
  expect(shown).not.toMatch(/The facts|a to approve/);
});
