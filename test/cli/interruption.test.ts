import { expect, test } from '@jest/globals';
import { takeSignals } from '../../cli/commands/interruption.ts';

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

test('a wait that nobody interrupts ends by itself', async () => {
  const interruption = takeSignals();
  expect(await interruption.wait(1)).toBe(true);
  interruption.end();
});
