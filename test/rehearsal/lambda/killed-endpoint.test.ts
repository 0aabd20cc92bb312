import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

let folder: string;
let owner: ChildProcessByStdio<null, Readable, null>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-owner-'));
  const source =
    "export const handler = async (event) => { process.stdout.write('pid ' + process.pid + '\\n'); while (event.spin); };";
  writeFileSync(join(folder, 'index.mjs'), source);
  const script = join(import.meta.dirname, 'environment-owner.ts');
  owner = spawn(process.execPath, [script, folder, join(folder, 'scratch')], { stdio: ['ignore', 'pipe', 'inherit'] });
});
afterEach(() => {
  owner.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** `T` for a stopped process, `R` for a running one; undefined when it is gone or waits to be collected. */
function stateOf(pid: number): string | undefined {
  try {
    const [, state] = /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
    return state === 'Z' || state === 'X' ? undefined : state;
  } catch {
    return undefined;
  }
}

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
};

test('no function outlives an endpoint that is killed, neither a frozen one nor a busy one', async () => {
  const pids: number[] = [];
  for await (const line of createInterface({ input: owner.stdout })) {
    pids.push(Number(line.slice('pid '.length)));
    if (pids.length === 2) break;
  }
  const [frozen = 0, busy = 0] = pids;
  // Both have said who they are before they are what they will be: one is frozen, the other spins and is never frozen.
  await until(() => stateOf(frozen) === 'T' && stateOf(busy) === 'R');
  owner.kill('SIGKILL');
  await until(() => stateOf(frozen) === undefined && stateOf(busy) === undefined);
  expect([stateOf(frozen), stateOf(busy)]).toEqual([undefined, undefined]);
});
