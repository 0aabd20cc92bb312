import type { AccessControl } from './access.ts';
import { createBus } from './bus.ts';
import { type Clients, createClients, type RequestHandler } from './clients.ts';
import type { Clock } from './clock.ts';
import { createPrincipals } from './principal.ts';
import { createSealedMessages } from './sealed-messages.ts';
import type { Kernel, RecordedNotRun, Scope } from './service.ts';
import type { Store, Table } from './store.ts';
import { createTelemetry } from './telemetry.ts';

export interface KernelOptions {
  readonly account: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly requestHandler: RequestHandler;
  readonly access: AccessControl;
  /** Asked when it is needed, since the port is known only once the server listens. */
  readonly endpoint: () => string;
  readonly certificateAuthorityFile: string;
  /** Told of every bug of the rehearsal itself. */
  readonly report: (error: unknown, where: string) => void;
}

export interface RunningKernel extends Kernel {
  recordedNotRun(): RecordedNotRun[];
  /** Aborts long waits and resolves when background work has ended. */
  shutDown(): Promise<void>;
}

export function createKernel(options: KernelOptions): RunningKernel {
  const { account, store, clock, report } = options;
  const principals = createPrincipals(store, clock);
  const bus = createBus(store, clock, report);
  const clients: Clients = createClients(account, principals, options.requestHandler, options.endpoint);
  const notRun = store.table<RecordedNotRun>('kernel.recordedNotRun');
  const regions = store.table<{ region: string }>('kernel.regions');
  const scopes = new Map<string, Scope>();
  const underWay = new Set<Promise<void>>();
  const ending = new AbortController();

  const kernel: RunningKernel = {
    account,
    get endpoint() {
      return options.endpoint();
    },
    certificateAuthorityFile: options.certificateAuthorityFile,
    clock,
    store,
    bus,
    principals,
    clients,
    sealedMessages: createSealedMessages(store),
    telemetry: createTelemetry(),
    access: options.access,
    report,
    shutdown: ending.signal,
    regions: () => regions.values().map((known) => known.region),
    recordNotRun: (entry) => notRun.put(`${entry.type} ${entry.logicalId}`, entry),
    recordedNotRun: () => notRun.values(),
    background: (where, work) => {
      const running = work()
        .catch((error: unknown) => {
          if (!ending.signal.aborted) report(error, where);
        })
        .finally(() => {
          underWay.delete(running);
        });
      underWay.add(running);
    },
    shutDown: async () => {
      ending.abort(new Error('The rehearsal is ending'));
      await Promise.all([...underWay]);
    },
    scope: (region, inAccount = account) => {
      const name = `${inAccount}/${region}`;
      const known = scopes.get(name);
      if (known !== undefined) return known;
      if (region !== '') regions.put(region, { region });
      const scope: Scope = Object.create(kernel, {
        region: { value: region, enumerable: true },
        account: { value: inAccount, enumerable: true },
        table: { value: <T>(table: string): Table<T> => inScope(store.table<T>(table), `${name}/`), enumerable: true },
        arn: {
          value: (service: string, resource: string) => `arn:aws:${service}:${region}:${inAccount}:${resource}`,
          enumerable: true,
        },
      });
      scopes.set(name, scope);
      return scope;
    },
  };
  return kernel;
}

/** The rows of a table whose keys start with `prefix`, as a table of their own. */
function inScope<T>(table: Table<T>, prefix: string): Table<T> {
  return {
    get: (key) => table.get(prefix + key),
    put: (key, value) => table.put(prefix + key, value),
    delete: (key) => table.delete(prefix + key),
    entries: (within = '') =>
      table.entries(prefix + within).map(({ key, value }) => ({ key: key.slice(prefix.length), value })),
    values: (within = '') => table.values(prefix + within),
  };
}
