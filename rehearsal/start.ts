import { once } from 'node:events';
import { join } from 'node:path';
import { createAccessControl } from './access/access-control.ts';
import { openAccessTable } from './access/access-table.ts';
import { openAskedTable } from './access/asked-table.ts';
import { ownerArn, ownerOnly } from './control/owner-only.ts';
import { createControl } from './control/routes.ts';
import type { EnforceMode, PolicyText } from './kernel/access.ts';
import { type Clock, createRunningClock, type RunningClock } from './kernel/clock.ts';
import { UserError } from './kernel/errors.ts';
import { createKernel, type RunningKernel } from './kernel/kernel.ts';
import type { IssuedCredentials } from './kernel/principal.ts';
import type { Service } from './kernel/service.ts';
import { openStore } from './kernel/store.ts';
import { type Chain, createChain } from './wire/chain.ts';
import { openEgress } from './wire/egress.ts';
import { createFront, createRequestHandler } from './wire/server.ts';

export interface RehearsalOptions {
  /** Where everything is kept; a folder with an earlier rehearsal goes on from where that was. */
  readonly folder: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly account: string;
  readonly services: readonly Service[];
  /** How many times faster than the wall clock waiting passes. */
  readonly speed: number;
  /** Whether policies are asked at all, their decisions only written down, or enforced. @default 'log' */
  readonly enforce?: EnforceMode;
  /** Service control policies of the organisation, one list a level. */
  readonly organisation?: readonly (readonly PolicyText[])[] | undefined;
  /** For tests that step time by hand. */
  readonly clock?: Clock;
  /** Told of every bug of the rehearsal itself. */
  readonly report: (error: unknown, where: string) => void;
}

export interface Rehearsal {
  readonly endpoint: string;
  readonly kernel: RunningKernel;
  /** Long-lived keys of the person at the keyboard, an administrator of the account. */
  readonly credentials: IssuedCredentials;
  /** Present unless a test brought a clock of its own. */
  readonly runningClock: RunningClock | undefined;
  stop(): Promise<void>;
}

const SAVED_EVERY_MS = 200;

/**
 * Starts the endpoint.
 * @throws UserError when the port is taken
 */
export async function startRehearsal(options: RehearsalOptions): Promise<Rehearsal> {
  const store = openStore(options.folder);
  const saved = store.table<{ nowMs: number }>('kernel.clock');
  const runningClock =
    options.clock === undefined
      ? createRunningClock(Math.max(saved.get('now')?.nowMs ?? 0, Date.now()), options.speed)
      : undefined;
  const clock = options.clock ?? runningClock;
  if (clock === undefined) throw new Error('A rehearsal needs a clock');
  const decisions = openAccessTable(store);
  const asked = openAskedTable(store);
  const save = () => {
    saved.put('now', { nowMs: clock.now() });
    decisions.save();
    asked.save();
  };
  const saving = setInterval(save, SAVED_EVERY_MS);

  const access = createAccessControl({
    mode: options.enforce ?? 'log',
    services: options.services,
    table: decisions,
    asked,
    organisation: options.organisation,
  });
  let chain: Chain | undefined;
  let endpoint = '';
  const kernel = createKernel({
    account: options.account,
    store,
    clock,
    report: options.report,
    endpoint: () => endpoint,
    access,
    certificateAuthorityFile: join(options.folder, 'certificate-authority.pem'),
    requestHandler: createRequestHandler(() => {
      if (chain === undefined) throw new Error('A client was used before the endpoint was ready');
      return chain;
    }),
  });
  chain = createChain(kernel, options.services);
  const control = createControl(
    () => kernel,
    () => runningClock,
    access,
    decisions,
    asked,
  );
  const front = createFront(kernel, chain, [
    ownerOnly(() => kernel),
    control.route,
    ...options.services.flatMap((service) => service.routes ?? []),
  ]);
  const { server } = front;
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    clearInterval(saving);
    store.close();
    if (error.code !== 'EADDRINUSE') throw error;
    throw new UserError(
      'PortTaken',
      `Port ${options.port} is in use`,
      'Choose another with --port, or 0 for any free one.',
    );
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint listens on no port');
  endpoint = `http://127.0.0.1:${address.port}`;
  const egress = await openEgress(server, front, kernel.certificateAuthorityFile, options.report);

  for (const service of options.services) await service.start?.(kernel);
  for (const service of options.services) await service.resume?.(kernel);
  kernel.bus.resume();

  return {
    endpoint,
    kernel,
    runningClock,
    credentials: developerKeys(kernel),
    stop: async () => {
      clearInterval(saving);
      save();
      await control.stop();
      const ended = kernel.shutDown();
      for (const service of options.services) await service.stop?.();
      await ended;
      runningClock?.stop();
      egress.stop();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await kernel.bus.idle(); // a delivery that ends later would find the store closed
      store.close();
    },
  };
}

function developerKeys(kernel: RunningKernel): IssuedCredentials {
  const arn = ownerArn(kernel.account);
  const [known] = kernel.principals.keysOf(arn);
  if (known !== undefined) return known;
  return kernel.principals.issueAccessKey({ kind: 'user', account: kernel.account, arn, id: 'AIDADEVELOPER' });
}
