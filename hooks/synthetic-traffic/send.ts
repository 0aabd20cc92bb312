import type { Invocation } from '../pre-traffic/observe.ts';
import { proxyEvent, withFilledKey } from '../pre-traffic/observe.ts';
import { type SmokeTable, smokeKey } from '../smoke-record.ts';
import type { SyntheticTrafficEnvironment } from './contract.ts';
import { dueRequests, SLOT_SECONDS } from './plan.ts';
import { SYNTHETIC_STAGE } from './stage.ts';

/** A shift that is in progress, as CodeDeploy tells it. */
export interface Shift {
  readonly startMs: number;
  readonly newVersion: string;
  readonly oldVersion: string;
}

/** The outside of the sender, given by its handler and by tests. */
export interface SyntheticOutside {
  /** Id of the group's deployment that is under way. */
  readonly activeDeployment: () => Promise<string | undefined>;
  /** Its shift; undefined before the first part of the traffic moves and after the last one has. */
  readonly shift: (deploymentId: string) => Promise<Shift | undefined>;
  /** Requests of the shift so far, as CloudWatch has them. */
  readonly counts: (fromMs: number, toMs: number) => Promise<{ readonly users: number; readonly synthetic: number }>;
  readonly invoke: (functionArn: string, payload: string) => Promise<Invocation>;
  readonly putRecord: (table: SmokeTable, key: string, fields: Readonly<Record<string, string>>) => Promise<void>;
  readonly deleteRecord: (table: SmokeTable, key: string) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

const MINUTE_MS = 60_000;
/** Pairs of requests at a time: what they take of the function's concurrency must not throttle its users. */
const PAIRS_AT_ONCE = 2;

/**
 * Sends what is missing in the minute that begins now, ten seconds at a time, as long as the shift that brings the new version
 * is in progress.
 *
 * @param sentBefore requests to each version by deployment, as far as this process knows: CloudWatch has them later
 * @throws Error where a version cannot be asked, or another one answers: then nothing more is sent in this minute
 */
export async function sendForOneMinute(
  environment: SyntheticTrafficEnvironment,
  outside: SyntheticOutside,
  sentBefore: Map<string, number>,
): Promise<void> {
  const deploymentId = await outside.activeDeployment();
  if (deploymentId === undefined) return;
  const { SMOKE_TABLE: table, REQUESTS } = environment;
  const key = smokeKey('synthetic', deploymentId);
  let isSeeded = false;
  const beganMs = outside.nowMs();
  try {
    for (let dueMs = 0; dueMs < MINUTE_MS; dueMs += SLOT_SECONDS * 1000) {
      const leftMs = beganMs + dueMs - outside.nowMs();
      if (leftMs > 0) await outside.wait(leftMs);
      const shift = await outside.shift(deploymentId);
      if (shift === undefined) continue;
      // A deployment that takes a release back needs no evidence.
      if (shift.newVersion !== environment.NEW_VERSION) return;
      const nowMs = outside.nowMs();
      const seen = await outside.counts(Math.floor(shift.startMs / MINUTE_MS) * MINUTE_MS, nowMs + MINUTE_MS);
      const asked = { ...seen, synthetic: Math.max(seen.synthetic, sentBefore.get(deploymentId) ?? 0) };
      const due = dueRequests(nowMs, shift.startMs, asked, environment.NEED, {
        seconds: environment.WINDOW_SECONDS,
        perSecondMax: environment.PER_SECOND_MAX,
      });
      if (due === 0) continue;
      if (REQUESTS.seed !== undefined && !isSeeded) {
        isSeeded = true;
        await outside.putRecord(table, key, REQUESTS.seed);
      }
      const endMs = beganMs + dueMs + SLOT_SECONDS * 1000;
      const sent = await sendPairs(due, asked.synthetic, endMs, shift, key, environment, outside);
      sentBefore.set(deploymentId, asked.synthetic + sent.pairs);
      outside.log({ deploymentId, newVersion: shift.newVersion, oldVersion: shift.oldVersion, ...asked, due, ...sent });
    }
  } finally {
    if (isSeeded) await outside.deleteRecord(table, key);
  }
}

/** Sends pairs of the same request to both versions, a few at a time, until as many as are due are sent or the slot is over. */
async function sendPairs(
  due: number,
  alreadySent: number,
  endMs: number,
  shift: Shift,
  key: string,
  environment: SyntheticTrafficEnvironment,
  outside: SyntheticOutside,
): Promise<{ readonly pairs: number; readonly failedNew: number; readonly failedOld: number }> {
  const { events } = environment.REQUESTS;
  let [begun, pairs, failedNew, failedOld] = [0, 0, 0, 0];
  const ask = async (functionArn: string, payload: string, version: string): Promise<boolean> => {
    const { executedVersion, functionError } = await outside.invoke(functionArn, payload);
    if (executedVersion !== version)
      throw new Error(`${functionArn} was answered by version ${executedVersion ?? '?'} instead of ${version}`);
    return functionError !== undefined;
  };
  const sendInTurn = async (): Promise<void> => {
    while (begun < due && outside.nowMs() < endMs) {
      // In turn over the whole bake, so that every request is asked as often as the others.
      const event = events[(alreadySent + begun) % events.length];
      begun += 1;
      if (event === undefined) return;
      const request = { ...event, query: withFilledKey(event.query, key), body: null };
      const payload = JSON.stringify(proxyEvent(request, key, SYNTHETIC_STAGE));
      const [newFailed, oldFailed] = await Promise.all([
        ask(environment.NEW_VERSION_ARN, payload, shift.newVersion),
        ask(environment.BASELINE_ALIAS_ARN, payload, shift.oldVersion),
      ]);
      pairs += 1;
      failedNew += Number(newFailed);
      failedOld += Number(oldFailed);
    }
  };
  await Promise.all(Array.from({ length: PAIRS_AT_ONCE }, sendInTurn));
  return { pairs, failedNew, failedOld };
}
