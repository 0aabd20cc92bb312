import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@jest/globals';

const SLIPWAY = join(import.meta.dirname, '../../cli/slipway.ts');

async function startEndpoint(): Promise<{ endpoint: ChildProcess; temporary: string }> {
  const temporary = mkdtempSync(join(tmpdir(), 'endpoint-ends-'));
  const endpoint = spawn(process.execPath, [SLIPWAY, 'endpoint'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, TMPDIR: temporary },
  });
  if (endpoint.stdout === null) throw new Error('the endpoint has no output');
  for await (const line of createInterface({ input: endpoint.stdout })) if (line === 'ready') break;
  return { endpoint, temporary };
}

test('an endpoint does not outlive the process that started it to work with it', async () => {
  const { endpoint, temporary } = await startEndpoint();
  const exited = once(endpoint, 'exit');
  expect(readdirSync(temporary)).toHaveLength(1);
  const changes = watch(temporary);
  endpoint.disconnect();
  expect(await exited).toEqual([0, null]);
  // Its folder is removed by a process that it has left behind for that.
  while (readdirSync(temporary).length > 0) await once(changes, 'change');
  changes.close();
});
