import { type SmokeTable, smokeKey } from '../smoke-record.ts';
import type { Verdict } from '../verdict.ts';
import type { PreTrafficEnvironment } from './contract.ts';
import {
  type ComparedVerdict,
  decidePreTraffic,
  type SmokeObservation,
  type VersionVerdict,
  withShadow,
} from './decide.ts';
import { type Invocation, proxyEvent, toObservation, withSmokeKey } from './observe.ts';
import { checkPassport, type PassportClients } from './passport/check.ts';
import { type CaptureTable, toShadowEvents } from './shadow/captured.ts';
import type { Shadow } from './shadow/contract.ts';
import { decideShadow, type ShadowVerdict } from './shadow/decide.ts';
import { observeShadow, versionOf } from './shadow/observe.ts';

/** The AWS calls that the hook makes. */
export interface PreTrafficClients extends PassportClients {
  readonly invoke: (functionArn: string, payload: string) => Promise<Invocation>;
  readonly putRecord: (table: SmokeTable, key: string, fields: Readonly<Record<string, string>>) => Promise<void>;
  readonly deleteRecord: (table: SmokeTable, key: string) => Promise<void>;
  /** The captured requests of a function, as they were stored. */
  readonly capturedRequests: (table: CaptureTable) => Promise<readonly string[]>;
  readonly nowMs: () => number;
}

/**
 * Judges a version that is to take over from another: by the passport of its code, then by the smoke checks, and where they hold by
 * its answers beside those of the old one.
 */
export async function judgeNewVersion(
  environment: PreTrafficEnvironment,
  deploymentId: string,
  clients: PreTrafficClients,
): Promise<Verdict | ComparedVerdict> {
  const smoke = await judgeAlone(environment, smokeKey('pre', deploymentId), deploymentId, clients);
  if (smoke.verdict !== 'pass' || environment.SHADOW === undefined) return smoke;
  const { SHADOW: shadow, CAPTURED: table } = environment;
  const captured = table === undefined ? [] : toShadowEvents(await clients.capturedRequests(table), table);
  const all = { ...shadow, events: [...shadow.events, ...captured] };
  return withShadow(smoke, await judgeBesideOld(environment, all, deploymentId, clients));
}

/** Judges a version that has none before it, by its passport and the smoke checks alone. */
export function judgeFirstVersion(
  environment: PreTrafficEnvironment,
  requestId: string,
  clients: PreTrafficClients,
): Promise<Verdict> {
  return judgeAlone(environment, smokeKey('first', requestId), requestId, clients);
}

/**
 * Looks at the passport of the version's code, and does not run code that has none. Invokes the version itself, past the alias, with
 * every smoke check in turn, deletes what they have written whether they held or not, and decides.
 */
async function judgeAlone(
  environment: PreTrafficEnvironment,
  key: string,
  requestId: string,
  clients: PreTrafficClients,
): Promise<VersionVerdict> {
  const passport =
    environment.PASSPORT && (await checkPassport(environment.PASSPORT, environment.TARGET_VERSION_ARN, clients));
  if (passport !== undefined && passport.verdict !== 'pass') return passport;
  const checks = environment.SMOKE_CHECKS.map((check) => withSmokeKey(check, key));
  const observations: SmokeObservation[] = [];
  try {
    for (const check of checks) {
      const startMs = clients.nowMs();
      const payload = JSON.stringify(proxyEvent(check, requestId));
      const invocation = await clients.invoke(environment.TARGET_VERSION_ARN, payload);
      observations.push(toObservation(check.name, invocation, clients.nowMs() - startMs));
    }
  } finally {
    if (environment.SMOKE_TABLE) await clients.deleteRecord(environment.SMOKE_TABLE, key);
  }
  const smoke = decidePreTraffic(checks, observations, { latencyMs: environment.LATENCY_LIMIT_MS });
  if (passport === undefined) return { ...smoke, isEarlierRelease: false };
  return { ...smoke, reason: `${passport.reason}; ${smoke.reason}`, isEarlierRelease: passport.isEarlierRelease };
}

/** Asks both versions with the seed in its place, takes it away again, and decides. */
async function judgeBesideOld(
  { SMOKE_TABLE: table, TARGET_VERSION_ARN: target }: PreTrafficEnvironment,
  shadow: Shadow,
  deploymentId: string,
  clients: PreTrafficClients,
): Promise<ShadowVerdict> {
  const key = smokeKey('shadow', deploymentId);
  const seeded = shadow.seed === undefined ? undefined : { table, fields: shadow.seed };
  if (seeded !== undefined && seeded.table === undefined) {
    throw new Error('SHADOW has a seed, and there is no SMOKE_TABLE to put it in: give both or none');
  }
  try {
    if (seeded?.table) await clients.putRecord(seeded.table, key, seeded.fields);
    const seen = await observeShadow(shadow, target, key, deploymentId, clients);
    return decideShadow(shadow, seen, versionOf(target));
  } finally {
    if (seeded?.table) await clients.deleteRecord(seeded.table, key);
  }
}
