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

const inUse = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/**
 * Serves the console until a signal ends it.
 * @throws Refused where there is no such pipeline, no region, no credentials or nobody who answers; UserError where the
 * port is taken
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
  }).catch((error: unknown) => {
    if (inUse(error))
      throw new UserError('PortInUse', `Port ${port} of ${host} is in use`, 'Give another with --port, or 0 for any.');
    throw error;
  });
  process.stdout.write(`${started.url}\n`);
  process.stderr.write(`The console of ${pipelineName} is up until Ctrl-C. Whoever has this address can use it.\n`);
  await ended;
  await started.stop();
  return 0;
}
