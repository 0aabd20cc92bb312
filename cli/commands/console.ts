import { types } from 'node:util';
import { IAMClient } from '@aws-sdk/client-iam';
import { createReleaseClients } from '../../console/model/clients.ts';
import { startConsole } from '../../console/server/start.ts';
import { readPipeline } from '../../operations/pipeline-stage.ts';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { accessSource } from './access-source.ts';
import { onEndingSignal } from './interruption.ts';

export interface ConsoleCommandOptions {
  readonly pipeline: string;
  readonly region?: string;
  readonly port: number;
  readonly host: string;
  readonly readOnly?: boolean;
  /** ARN of the role that approvals are answered with. */
  readonly role?: string;
}

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    onEndingSignal(resolve);
  });

/** Tells a bug where whoever started the console sees it. */
export const reportBug = (error: unknown): void => {
  process.stderr.write(`console: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
};

/** Why the console cannot listen, by node's code. */
const NOT_LISTENING: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  EADDRINUSE: ['is in use', 'Give another with --port, or 0 for any.'],
  EACCES: ['is not for everybody to listen on', 'Give another with --port, or 0 for any.'],
  EADDRNOTAVAIL: ['cannot be listened on: the address is not of this machine', 'Give one that is with --host.'],
  ENOTFOUND: ['cannot be listened on: nobody knows the address', 'Give one of this machine with --host.'],
  EAI_AGAIN: ['cannot be listened on: nobody knows the address', 'Give one of this machine with --host.'],
};

/** @throws UserError where it is the address or the port that is wrong */
function refuseListening(error: unknown, host: string, port: number): never {
  const code = types.isNativeError(error) && 'syscall' in error && 'code' in error ? String(error.code) : '';
  const [what, hint] = NOT_LISTENING[code] ?? [];
  if (what === undefined || hint === undefined) throw error;
  throw new UserError('NotListening', `Port ${port} of ${host} ${what}`, hint);
}

/**
 * Serves the console until a signal ends it.
 * @throws Refused where there is no such pipeline, no region, no credentials or nobody who answers; UserError where the
 * port is taken, or the address is not of this machine
 */
export async function runConsole(options: ConsoleCommandOptions): Promise<number> {
  const { pipeline: pipelineName, region, port, host, readOnly = false, role } = options;
  const clients = await createReleaseClients(region);
  // That it is misspelt is better told here than on every page.
  await readPipeline(clients, pipelineName);
  const ended = untilSignal();
  const endpoint = process.env.AWS_ENDPOINT_URL;
  const started = await startConsole({
    clients,
    pipelineName,
    endpoint,
    answerWith: role,
    ...(endpoint === undefined
      ? {}
      : { access: accessSource(endpoint, new IAMClient(region === undefined ? {} : { region })) }),
    port,
    host,
    readOnly,
    report: reportBug,
  }).catch((error: unknown) => refuseListening(error, host, port));
  process.stdout.write(`${started.url}\n`);
  process.stderr.write(`The console of ${pipelineName} is up until Ctrl-C. Whoever has this address can use it.\n`);
  await ended;
  await started.stop();
  return 0;
}
