import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { PreparedAccount } from './account.ts';
import { type ReleaseOutcome, type RoundOrder, releaseOutcome } from './outcome.ts';

const told = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('round'), outcomes: z.array(releaseOutcome) }),
  z.object({ kind: z.literal('failed'), text: z.string() }),
]);
type Told = z.infer<typeof told>;

const WORKER = join(import.meta.dirname, 'worker.ts');

/** What one worker says next. @throws Error where it has failed or is gone */
async function hear(worker: ChildProcess): Promise<Exclude<Told, { kind: 'failed' }>> {
  const heard = await new Promise<unknown>((resolve, reject) => {
    const gone = () => reject(new Error('A process of the benchmark ended before its time'));
    worker.once('exit', gone);
    worker.once('message', (message) => {
      worker.off('exit', gone);
      resolve(message);
    });
  });
  const message = told.parse(heard);
  if (message.kind === 'failed') throw new Error(message.text);
  return message;
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const exit = once(worker, 'exit');
  if (worker.connected) worker.disconnect();
  await exit;
}

/**
 * Runs rounds on several rehearsals at a time, each in a process of its own; the order in which they end is not theirs.
 *
 * @param account what each of them goes on from
 * @param next the round to run next; undefined when there is none
 * @param done told of the outcomes of each round
 * @throws what a worker could not do, once every worker has ended
 */
export async function runOnWorkers(
  count: number,
  account: PreparedAccount,
  signal: AbortSignal,
  next: () => RoundOrder | undefined,
  done: (outcomes: readonly ReleaseOutcome[]) => void,
): Promise<void> {
  const workers = Array.from({ length: count }, () => fork(WORKER, [account.folder, String(account.nowMs)]));
  const stop = () => {
    for (const worker of workers) if (worker.connected) worker.disconnect();
  };
  signal.addEventListener('abort', stop, { once: true });
  const work = async (worker: ChildProcess) => {
    await hear(worker);
    for (let order = next(); order !== undefined && !signal.aborted; order = next()) {
      worker.send(order);
      const answer = await hear(worker);
      if (answer.kind === 'round') done(answer.outcomes);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    signal.removeEventListener('abort', stop);
    await Promise.all(workers.map(end));
  }
}
