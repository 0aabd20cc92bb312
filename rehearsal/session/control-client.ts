import { z } from 'zod';
import type { EnforceMode } from '../kernel/access.ts';
import { basicAuthorization } from '../kernel/basic-authorization.ts';
import type { Keys } from '../kernel/clients.ts';

const trafficReport = z.object({
  sent: z.number(),
  answered: z.number(),
  failed: z.number(),
  byVersion: z.record(z.string(), z.number()),
  byStatus: z.record(z.string(), z.number()),
});
const weightChanges = z.array(z.object({ at: z.union([z.string(), z.number()]), percentNew: z.number() }));
const enforcement = z.object({ was: z.enum(['off', 'log', 'deny']) });
const recordedNotRun = z.array(z.object({ type: z.string(), logicalId: z.string(), why: z.string() }));

const outbox = z.array(
  z.object({ topic: z.string(), endpoint: z.string(), subject: z.string().nullable(), message: z.string() }),
);

export type TrafficCounts = z.infer<typeof trafficReport>;
export type WeightChange = z.infer<typeof weightChanges>[number];

/** What the endpoint tells beside AWS's APIs. */
export interface ControlClient {
  clock(): Promise<{ nowMs: number; rate: number | null }>;
  setSpeed(speed: number): Promise<void>;
  startTraffic(target: { url: string; apiKeys: readonly string[]; requestsPerSecond: number }): Promise<void>;
  /** Of the traffic that is being sent; as many reads as writes where nothing is said of them. */
  setTrafficRate(requestsPerSecond: number, readsPerWrite?: number): Promise<void>;
  /**
   * What the policies of callers do from now on.
   * @returns what they did before
   */
  setEnforcement(mode: EnforceMode): Promise<EnforceMode>;
  /** Null when no traffic is being sent. */
  traffic(): Promise<TrafficCounts | null>;
  stopTraffic(): Promise<TrafficCounts | null>;
  recordedNotRun(): Promise<z.infer<typeof recordedNotRun>>;
  weights(deploymentId: string): Promise<WeightChange[]>;
  /** What would have been sent to people and to servers outside, the oldest first. */
  outbox(): Promise<z.infer<typeof outbox>>;
  peakMemoryMiB(): Promise<number>;
}

/** @param owner who runs the rehearsal: nobody else is answered */
export function createControlClient(endpointUrl: string, owner: Keys): ControlClient {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${endpointUrl}/_slipway/${path}`, {
      method,
      headers: { authorization: basicAuthorization(owner) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok)
      throw new Error(`${method} /_slipway/${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    clock: async () => z.object({ nowMs: z.number(), rate: z.number().nullable() }).parse(await call('GET', 'clock')),
    setSpeed: async (speed) => {
      await call('POST', 'clock', { speed });
    },
    startTraffic: async (target) => {
      await call('POST', 'traffic', target);
    },
    setTrafficRate: async (requestsPerSecond, readsPerWrite) => {
      await call('PATCH', 'traffic', { requestsPerSecond, readsPerWrite });
    },
    setEnforcement: async (mode) => enforcement.parse(await call('PATCH', 'access', { mode })).was,
    traffic: async () => trafficReport.nullable().parse(await call('GET', 'traffic')),
    stopTraffic: async () => trafficReport.nullable().parse(await call('DELETE', 'traffic')),
    recordedNotRun: async () => recordedNotRun.parse(await call('GET', 'recorded-not-run')),
    weights: async (id) => weightChanges.parse(await call('GET', `deployments/${encodeURIComponent(id)}/weights`)),
    outbox: async () => outbox.parse(await call('GET', 'outbox')),
    peakMemoryMiB: async () => z.object({ maxRssKiB: z.number() }).parse(await call('GET', 'process')).maxRssKiB / 1024,
  };
}
