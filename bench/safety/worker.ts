import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSafetyEndpoint } from './endpoint.ts';
import { roundOrder } from './outcome.ts';
import { seededRandom } from './random.ts';
import { openRounds, type Rounds } from './round.ts';

/*
 * A process with a rehearsal of its own, which runs the rounds that it is told, one after another. It ends when whoever
 * started it goes away. Arguments: the folder of the prepared account, and the virtual time at which it was left.
 */

const [account = '', nowMs = ''] = process.argv.slice(2);
const ending = new AbortController();
const tell = (message: object): void => {
  // Where nobody hears it any more, the process is about to be told to end.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
};
const failed = (error: unknown, where: string): void => {
  if (ending.signal.aborted) return;
  tell({
    kind: 'failed',
    text: `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  });
};

async function runRound(rounds: Rounds, message: unknown): Promise<void> {
  const { of, strategies, seed } = roundOrder.parse(message);
  const outcomes = await rounds.run(strategies, of, seededRandom(seed));
  tell({ kind: 'round', outcomes });
}

/** Runs what it is told until it is told no more. */
async function work(folder: string): Promise<void> {
  cpSync(account, folder, { recursive: true });
  const endpoint = await startSafetyEndpoint(folder, Number(nowMs), failed);
  const rounds = openRounds(endpoint, ending.signal);
  let last = Promise.resolve();
  process.on('message', (message) => {
    last = last.then(() => runRound(rounds, message)).catch((error: unknown) => failed(error, 'a round'));
  });
  tell({ kind: 'ready' });
  if (!ending.signal.aborted)
    await new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
  await last;
  await endpoint.rehearsal.stop();
}

// Ctrl-C in a terminal reaches every process of the group: when to end is for the one that started this to say.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => ending.abort(new Error('the benchmark is over')));

const folder = mkdtempSync(join(tmpdir(), 'slipway-safety-worker-'));
try {
  await work(folder);
} catch (error) {
  failed(error, 'a rehearsal of the benchmark');
} finally {
  rmSync(folder, { recursive: true, force: true });
  if (process.connected) process.disconnect?.();
}
