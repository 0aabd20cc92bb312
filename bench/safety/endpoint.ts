import { createManualClock, type ManualClock } from '../../rehearsal/kernel/clock.ts';
import { services } from '../../rehearsal/services/registry.ts';
import { type Rehearsal, startRehearsal } from '../../rehearsal/start.ts';
import { ACCOUNT, REGION } from './cdk.ts';

type ClientClass<C> = new (configuration: {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}) => C;

/** A rehearsal in this process. */
export interface SafetyEndpoint {
  readonly rehearsal: Rehearsal;
  /** Stands still while requests are answered: a rate is kept exactly, however slow the machine is. */
  readonly clock: ManualClock;
  client<C>(clientClass: ClientClass<C>): C;
}

/** Told of every bug of the rehearsal itself. */
export type Report = (error: unknown, where: string) => void;

/**
 * Policies are enforced, so that the judge has no more rights than the product gives it.
 * @param folder where it is kept; one with an earlier rehearsal goes on from there
 * @param nowMs virtual milliseconds since the Unix epoch
 */
export async function startSafetyEndpoint(folder: string, nowMs: number, report: Report): Promise<SafetyEndpoint> {
  const clock = createManualClock(nowMs);
  const rehearsal = await startRehearsal({
    folder,
    port: 0,
    account: ACCOUNT,
    services,
    speed: 1,
    enforce: 'deny',
    clock,
    report,
  });
  const { accessKeyId, secretAccessKey } = rehearsal.credentials;
  return {
    rehearsal,
    clock,
    client: (clientClass) =>
      new clientClass({ region: REGION, endpoint: rehearsal.endpoint, credentials: { accessKeyId, secretAccessKey } }),
  };
}
