import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrganisationPolicy } from '../../rehearsal/access/organisation-policy.ts';
import type { EnforceMode } from '../../rehearsal/kernel/access.ts';
import { removeAfterwards } from '../../rehearsal/kernel/remove-folder.ts';
import { services } from '../../rehearsal/services/registry.ts';
import { startRehearsal } from '../../rehearsal/start.ts';
import { outputFolder } from '../arguments/places.ts';
import { onEndingSignal } from './interruption.ts';

export interface EndpointCommandOptions {
  readonly port: number;
  readonly keep?: string;
  readonly speed: number;
  readonly enforce: EnforceMode;
  readonly organizationPolicy?: string;
}

/** AWS's own example account, so that no real one is meant by accident. */
export const REHEARSAL_ACCOUNT = '111122223333';
export const REHEARSAL_REGION = 'eu-west-1';

/** Resolves at a signal, or when the process that started this one to work for it is gone, however that ended. */
const untilNoLongerNeeded = (): Promise<void> =>
  new Promise((resolve) => {
    onEndingSignal(resolve);
    if (process.channel === undefined) return;
    process.once('disconnect', resolve);
    process.channel?.unref();
  });

/** Starts the endpoint, prints what a client's environment needs and `ready`, and runs until a signal. */
export async function endpoint(options: EndpointCommandOptions): Promise<number> {
  const organisation =
    options.organizationPolicy === undefined ? undefined : readOrganisationPolicy(options.organizationPolicy);
  const folder =
    options.keep === undefined ? mkdtempSync(join(tmpdir(), 'slipway-')) : outputFolder('--keep', options.keep);
  let bugs = 0;
  const ended = untilNoLongerNeeded();
  const rehearsal = await startRehearsal({
    folder,
    port: options.port,
    account: REHEARSAL_ACCOUNT,
    services,
    speed: options.speed,
    enforce: options.enforce,
    organisation,
    report: (error, where) => {
      bugs++;
      process.stderr.write(`${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    },
  });
  const exports: Record<string, string> = {
    AWS_ENDPOINT_URL: rehearsal.endpoint,
    AWS_ACCESS_KEY_ID: rehearsal.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: rehearsal.credentials.secretAccessKey,
    AWS_REGION: REHEARSAL_REGION,
    AWS_DEFAULT_REGION: REHEARSAL_REGION,
    CDK_DEFAULT_ACCOUNT: REHEARSAL_ACCOUNT,
    CDK_DEFAULT_REGION: REHEARSAL_REGION,
  };
  for (const [name, value] of Object.entries(exports)) process.stdout.write(`export ${name}=${value}\n`);
  process.stdout.write('ready\n');
  await ended;
  await rehearsal.stop();
  if (options.keep === undefined) removeAfterwards(folder);
  return bugs === 0 ? 0 : 1;
}
