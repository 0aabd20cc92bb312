import type { Verdict } from '../verdict.ts';
import type { NeededEvidence } from './contract.ts';
import { type BakeEvidence, judgeEvidence } from './evidence.ts';

/** An answer of the public API. */
export interface ApiAnswer {
  readonly statusCode: number;
  /** The JSON body's fields; absent where it is not a JSON object. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** Invocations and errors of one version in the time of the shift. */
export interface Counts {
  readonly invocations: number;
  readonly errors: number;
}

/** What the hook has seen. A part that could not be observed is absent. */
export interface PostTrafficObservations {
  /** The record that was written. */
  readonly written: Readonly<Record<string, string>>;
  readonly write?: ApiAnswer;
  readonly read?: ApiAnswer;
  /** State of each alarm by name. */
  readonly alarmStates: ReadonlyMap<string, string>;
  /** Zero invocations is an observation; an unanswered query is not. */
  readonly newVersion?: Counts;
  /** All other versions that the alias had in that time. */
  readonly oldVersion?: Counts;
  /** Invocations of the new version while part of the traffic was on the old one. */
  readonly bakeInvocations?: number;
  /** Synthetic requests that each version answered meanwhile. */
  readonly syntheticInvocations?: number;
}

/** The verdict, and what it rests on. */
export interface PostTrafficVerdict extends Verdict {
  readonly evidence: BakeEvidence;
  /** Why nobody was told of too little evidence. @default - they were, or there was nothing to tell */
  readonly notTold?: string;
}

/** What the observations are held against. */
export interface PostTrafficLimits {
  readonly alarmNames: readonly string[];
  readonly minimumInvocations: number;
  readonly errorRateMarginPercent: number;
  readonly needed: NeededEvidence;
}

const inconclusive = (reason: string): Verdict => ({ verdict: 'inconclusive', reason });
const fail = (reason: string): Verdict => ({ verdict: 'fail', reason });

function judgeRoundTrip({ written, write, read }: PostTrafficObservations): Verdict | undefined {
  if (write === undefined) return inconclusive('nothing was written through the API');
  if (write.statusCode !== 200) return fail(`the write through the API answered ${write.statusCode}`);
  if (read === undefined) return inconclusive('nothing was read back through the API');
  if (read.statusCode !== 200) return fail(`the read through the API answered ${read.statusCode}`);
  for (const [name, value] of Object.entries(written)) {
    const seen = read.fields?.[name];
    if (seen !== value) return fail(`${name} was written as ${JSON.stringify(value)}, read as ${JSON.stringify(seen)}`);
  }
  return undefined;
}

function judgeAlarms(states: ReadonlyMap<string, string>, names: readonly string[]): Verdict | undefined {
  const red = names.filter((name) => states.get(name) === 'ALARM');
  if (red.length > 0) return fail(`in ALARM: ${red.join(', ')}`);
  // INSUFFICIENT_DATA is a state that CloudWatch has evaluated (a version with little traffic), not a missing answer.
  const known = new Set(['OK', 'INSUFFICIENT_DATA']);
  const unknown = names.filter((name) => !known.has(states.get(name) ?? ''));
  if (names.length === 0 || unknown.length > 0) return inconclusive(`no state of the alarms: ${unknown.join(', ')}`);
  return undefined;
}

const ratePercent = (counts: Counts): number => (100 * counts.errors) / counts.invocations;

/**
 * Judges the release after the shift: the round trip through the public API, then the alarms' states, then the error
 * counts of the new version against the old. Anything that was not observed makes it `inconclusive`, unless something
 * else is wrong already. Too little traffic to compare error rates is said in the reason; the round trip and the
 * alarms have to carry the verdict then. A bake that saw too little for a bad version to be noticed is said too, or fails
 * the release, as its stage has it.
 */
export function decidePostTraffic(seen: PostTrafficObservations, limits: PostTrafficLimits): PostTrafficVerdict {
  const { bakeInvocations: users, syntheticInvocations: synthetic } = seen;
  const requests = {
    ...(users === undefined ? {} : { users }),
    ...(synthetic === undefined ? {} : { synthetic }),
  };
  const { evidence, verdict: onEvidence } = judgeEvidence(requests, limits.needed);
  const verdicts = [
    judgeRoundTrip(seen),
    judgeAlarms(seen.alarmStates, limits.alarmNames),
    judgeCounts(seen, limits),
    onEvidence,
  ];
  const known = verdicts.filter((verdict) => verdict !== undefined);
  const worst = known.find(({ verdict }) => verdict === 'fail') ?? known.find(({ verdict }) => verdict !== 'pass');
  const passed = `read back what was written; no alarm; ${known.map(({ reason }) => reason).join('; ')}`;
  return { ...(worst ?? { verdict: 'pass', reason: passed }), evidence };
}

function judgeCounts({ newVersion, oldVersion }: PostTrafficObservations, limits: PostTrafficLimits): Verdict {
  if (newVersion === undefined || oldVersion === undefined) return inconclusive('the error counts were not answered');
  const numbers = [...Object.values(newVersion), ...Object.values(oldVersion), ...Object.values(limits)];
  if (numbers.some((number) => typeof number === 'number' && !Number.isFinite(number))) {
    return inconclusive('an error count or a limit is not a number');
  }
  const enough = Math.max(1, limits.minimumInvocations);
  if (newVersion.invocations < enough || oldVersion.invocations < enough) {
    const counts = `${newVersion.invocations} new, ${oldVersion.invocations} old`;
    return { verdict: 'pass', reason: `not enough invocations to compare error rates (${counts}, ${enough} needed)` };
  }
  const newRate = ratePercent(newVersion);
  const oldRate = ratePercent(oldVersion);
  const rates = `errors of the new version ${newRate.toFixed(2)} %, of the old ${oldRate.toFixed(2)} %`;
  if (newRate - oldRate > limits.errorRateMarginPercent) return fail(rates);
  return { verdict: 'pass', reason: rates };
}
