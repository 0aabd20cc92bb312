/* A process of its own for a test to kill: it starts a function that is frozen afterwards, and one that never ends. */
import { mkdirSync } from 'node:fs';
import { createRunningClock } from '../../../rehearsal/kernel/clock.ts';
import { createPool } from '../../../rehearsal/runtimes/lambda/pool.ts';
import { startProcessGuard } from '../../../rehearsal/runtimes/lambda/process-guard.ts';

const [taskFolder = '', scratchFolder = ''] = process.argv.slice(2);
mkdirSync(scratchFolder, { recursive: true });
const pool = createPool({
  clock: createRunningClock(Date.UTC(2026, 0, 5), 1),
  guard: startProcessGuard(),
  compileCacheFolder: `${scratchFolder}/cache`,
  scratchFolder,
  report: (error) => {
    throw error;
  },
});
const invoke = (key: string, payload: string) =>
  pool.invoke(
    key,
    async () => ({
      key,
      taskFolder,
      memorySizeMb: 128,
      usableUntilMs: Number.POSITIVE_INFINITY,
      variables: {
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: taskFolder,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      },
      platformLog: { format: 'Text', systemLevel: 'INFO', memorySizeMb: 128, version: '1' },
      // The busy one tells its process id by its log.
      log: (message) => message.startsWith('pid ') && process.stdout.write(`${message}\n`),
      trace: (documents) => {
        throw new Error(`nothing is traced here: ${documents.length}`);
      },
    }),
    {
      requestId: key,
      payload: Buffer.from(payload),
      invokedFunctionArn: 'arn',
      timeoutMs: 60_000,
      traceHeader: '',
      clientContext: undefined,
      task: key,
    },
  );
await invoke('frozen', '{}');
await invoke('busy', '{"spin":true}');
