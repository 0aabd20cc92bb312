import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EnforceMode } from '../kernel/access.ts';
import { UserError } from '../kernel/errors.ts';

export interface EndpointOptions {
  /** Where the rehearsal is kept. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly speed: number;
  /** @default the endpoint's own */
  readonly enforce?: EnforceMode | undefined;
  /** File of a service control policy. */
  readonly organizationPolicy?: string | undefined;
}

/** The endpoint as a process of its own, as `slipway endpoint` starts it. */
export interface EndpointProcess {
  readonly url: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What it wrote on standard error: bugs of the rehearsal with their stacks. */
  readonly logFile: string;
  readonly process: ChildProcess;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
  /** Kills it, as a crash would. */
  kill(): Promise<void>;
}

const COMMAND = join(import.meta.dirname, '..', '..', 'cli', 'slipway.ts');
/** Node's own young generation grows to three times 32 MiB and is seldom given back; the endpoint's garbage needs far less. */
const NODE_FLAGS = ['--max-semi-space-size=8'];
const EXPORT = /^export ([A-Z_]+)=(.*)$/;

/**
 * Starts the endpoint and waits until it is ready.
 * @throws UserError with what it said when it ends before that
 */
export async function startEndpointProcess(options: EndpointOptions): Promise<EndpointProcess> {
  const logFile = join(options.folder, 'endpoint.log');
  const log = openSync(logFile, 'a');
  const asked = [
    ['--port', String(options.port)],
    ['--keep', options.folder],
    ['--speed', String(options.speed)],
    ...(options.enforce === undefined ? [] : [['--enforce', options.enforce]]),
    ...(options.organizationPolicy === undefined ? [] : [['--organization-policy', options.organizationPolicy]]),
  ].flat();
  const child = spawn(
    process.execPath,
    [...NODE_FLAGS, COMMAND, 'endpoint', ...asked],
    // A group of its own: Ctrl-C at the terminal reaches only the command line, which then ends everything in order.
    // The channel tells it when this process is gone, however that ended: it does not outlive who works with it.
    {
      stdio: ['ignore', 'pipe', log, 'ipc'],
      detached: true,
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: join(options.folder, 'compile-cache'),
        // glibc keeps a heap for each thread of the pool (archives, SQLite, TLS): two are enough, and much smaller.
        MALLOC_ARENA_MAX: '2',
      },
    },
  );
  closeSync(log);
  const exited = once(child, 'exit');
  const values = await readExports(child, exited, logFile);
  const value = (name: string): string => {
    const found = values.get(name);
    if (found === undefined) throw new Error(`The endpoint did not print ${name}`);
    return found;
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
  };
  return {
    url: value('AWS_ENDPOINT_URL'),
    account: value('CDK_DEFAULT_ACCOUNT'),
    region: value('AWS_REGION'),
    accessKeyId: value('AWS_ACCESS_KEY_ID'),
    secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
    logFile,
    process: child,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  };
}

async function readExports(
  child: ChildProcess,
  exited: Promise<unknown>,
  logFile: string,
): Promise<Map<string, string>> {
  if (child.stdout === null) throw new Error('The endpoint was started without a pipe');
  const values = new Map<string, string>();
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout ?? process.stdin })) {
      const [, name, value] = EXPORT.exec(line) ?? [];
      if (name !== undefined && value !== undefined) values.set(name, value);
      if (line === 'ready') return true;
    }
    return false;
  })();
  const isReady = await Promise.race([ready, exited.then(() => false)]);
  if (!isReady) throw new UserError('EndpointEnded', 'The endpoint ended before it was ready', `See ${logFile}.`);
  return values;
}
