import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { announceEnding, takeSignals } from '../../cli/commands/interruption.ts';

const INTERRUPTION = join(import.meta.dirname, '../../cli/commands/interruption.ts');

/** Says what it has come to, and cleans up until it is told to be done. */
const COMMAND = `
import { onEndingSignal } from ${JSON.stringify(INTERRUPTION)};
let ended = 0;
onEndingSignal(() => console.log('ending', ++ended));
process.once('message', () => process.exit(ended));
process.send('ready');
`;

test('a second signal, as npm passes on what the terminal has sent already, does not end the cleaning up', async () => {
  const command = spawn(process.execPath, ['--input-type=module', '--eval', COMMAND], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (command.stdout === null) throw new Error('the command has no output');
  const exited = once(command, 'exit');
  await once(command, 'message');
  command.kill('SIGINT');
  await once(command.stdout, 'data');
  command.kill('SIGINT');
  command.kill('SIGTERM');
  command.send('done');
  expect(await exited).toEqual([1, null]);
});

test('a wait ends early with a signal, and afterwards nobody listens any more', async () => {
  const before = process.listenerCount('SIGINT');
  const interruption = takeSignals();
  const waiting = interruption.wait(600_000);
  process.emit('SIGINT', 'SIGINT');
  expect(await waiting).toBe(false);
  expect(interruption.signal.aborted).toBe(true);
  // Else what restores the cursor would end the process before the command has.
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  interruption.end();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('that it is ending is said at once, before what takes its time', () => {
  const told: string[] = [];
  const stop = announceEnding(
    (line) => told.push(line.trim()),
    () => told.push('the end begins'),
  );
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  stop();
  expect(told).toEqual(['Ending: what was started is being stopped.', 'the end begins']);
});

test('a wait that nobody interrupts ends by itself', async () => {
  const interruption = takeSignals();
  expect(await interruption.wait(1)).toBe(true);
  interruption.end();
});
