import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { basicAuthorization } from '../../rehearsal/kernel/basic-authorization.ts';
import { createManualClock, type ManualClock } from '../../rehearsal/kernel/clock.ts';
import type { Service } from '../../rehearsal/kernel/service.ts';
import { type Rehearsal, type RehearsalOptions, startRehearsal } from '../../rehearsal/start.ts';

/** 2026-01-05 00:00:00 UTC, a Monday. */
export const START_MS = Date.UTC(2026, 0, 5);
export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
}) => C;

export interface TestRehearsal {
  readonly rehearsal: Rehearsal;
  readonly clock: ManualClock;
  readonly folder: string;
  /** Bugs that the rehearsal reported; a test that expects none need not look: `stop` fails on any. */
  readonly reported: string[];
  /** A real SDK client over HTTP, with the developer's keys. */
  client<C>(clientClass: ClientClass<C>, region?: string): C;
  /** Asks the endpoint, as its owner, for what AWS has no API for: a path under `/_slipway/`. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Ends the process's part as a kill would leave it, and starts another on the same folder. */
  restart(): Promise<TestRehearsal>;
  /** Starts another on the same folder and port, once this one has been stopped. */
  startAgain(): Promise<TestRehearsal>;
  stop(): Promise<void>;
}

/** How policies are enforced. */
type Access = Pick<RehearsalOptions, 'enforce' | 'organisation'>;

/** A rehearsal with only `services`, on a free port, under a clock that the test steps. */
export async function startTestRehearsal(
  services: readonly Service[],
  access: Access = {},
  folder = mkdtempSync(join(tmpdir(), 'slipway-test-')),
  startMs = START_MS,
  port = 0,
): Promise<TestRehearsal> {
  const clock = createManualClock(startMs);
  const reported: string[] = [];
  const rehearsal = await startRehearsal({
    folder,
    port,
    account: ACCOUNT,
    services,
    speed: 1,
    ...access,
    clock,
    report: (error, where) => reported.push(`${where}: ${error instanceof Error ? error.stack : String(error)}`),
  });
  const { accessKeyId, secretAccessKey } = rehearsal.credentials;
  return {
    rehearsal,
    clock,
    folder,
    reported,
    client: (clientClass, region = REGION) =>
      new clientClass({
        region,
        endpoint: rehearsal.endpoint,
        credentials: { accessKeyId, secretAccessKey },
        maxAttempts: 1,
      }),
    ask: (path, init) =>
      fetch(`${rehearsal.endpoint}/_slipway/${path}`, {
        ...init,
        headers: { authorization: basicAuthorization(rehearsal.credentials) },
      }),
    restart: async () => {
      await rehearsal.stop();
      return startTestRehearsal(services, access, folder, clock.now());
    },
    startAgain: () =>
      startTestRehearsal(services, access, folder, clock.now(), Number(new URL(rehearsal.endpoint).port)),
    stop: async () => {
      await rehearsal.stop();
      rmSync(folder, { recursive: true, force: true });
      if (reported.length > 0) throw new Error(`The rehearsal reported bugs:\n${reported.join('\n')}`);
    },
  };
}
