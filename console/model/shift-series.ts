import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { EVIDENCE_METRICS, evidenceDimensions, evidenceNamespace } from '../../hooks/bake-judge/contract.ts';

/** What CloudWatch saw of both versions, minute by minute. */
export interface ShiftSeries {
  /** Begin of each minute, milliseconds since the Unix epoch. */
  readonly timesMs: readonly number[];
  readonly oldVersion: VersionSeries;
  readonly newVersion: VersionSeries;
  /** Natural logarithm of the judge's evidence against the new version, at instants of its own. */
  readonly evidence: { readonly timesMs: readonly number[]; readonly values: readonly number[] };
}

/** Per minute; null where there was nothing to measure. */
export interface VersionSeries {
  readonly invocations: readonly (number | null)[];
  readonly errors: readonly (number | null)[];
  readonly p99Ms: readonly (number | null)[];
}

/** A shift of an alias. */
export interface Shifted {
  readonly functionName: string;
  readonly aliasName: string;
  readonly group: string;
  readonly oldVersion: string;
  readonly newVersion: string;
}

const PERIOD_SECONDS = 60;
const EVIDENCE_PERIOD_SECONDS = 10;
const pairs = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

const MEASURES = [
  { id: 'invocations', metric: 'Invocations', statistic: 'Sum' },
  { id: 'errors', metric: 'Errors', statistic: 'Sum' },
  { id: 'p99', metric: 'Duration', statistic: 'p99' },
] as const;

/** What is asked of CloudWatch: the alias as a whole, each version behind it, and the judge. */
export function shiftQueries(shift: Shifted): MetricDataQuery[] {
  const alias = { FunctionName: shift.functionName, Resource: `${shift.functionName}:${shift.aliasName}` };
  const sides = {
    all: alias,
    new: { ...alias, ExecutedVersion: shift.newVersion },
    old: { ...alias, ExecutedVersion: shift.oldVersion },
  };
  const lambda = Object.entries(sides).flatMap(([side, dimensions]) =>
    MEASURES.map(
      ({ id, metric, statistic }): MetricDataQuery => ({
        Id: `${side}_${id}`,
        MetricStat: {
          Metric: { Namespace: 'AWS/Lambda', MetricName: metric, Dimensions: pairs(dimensions) },
          Period: PERIOD_SECONDS,
          Stat: statistic,
        },
      }),
    ),
  );
  const evidence: MetricDataQuery = {
    Id: 'evidence',
    MetricStat: {
      Metric: {
        Namespace: evidenceNamespace(shift.group),
        MetricName: EVIDENCE_METRICS.combined,
        Dimensions: pairs(evidenceDimensions(shift.group, shift.newVersion)),
      },
      Period: EVIDENCE_PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  };
  return [...lambda, evidence];
}

/** The series from CloudWatch's answer. Pure. */
export function toShiftSeries(results: readonly MetricDataResult[]): ShiftSeries {
  const points = (id: string): Map<number, number> => {
    const { Timestamps = [], Values = [] } = results.find(({ Id }) => Id === id) ?? {};
    return new Map(Timestamps.map((at, index) => [at.getTime(), Values[index] ?? 0]));
  };
  const [all, fresh, old] = ['all', 'new', 'old'].map((side) => ({
    invocations: points(`${side}_invocations`),
    errors: points(`${side}_errors`),
    p99: points(`${side}_p99`),
  }));
  if (all === undefined || fresh === undefined || old === undefined) throw new Error('unreachable: three sides');
  const timesMs = [...new Set([...all.invocations.keys(), ...fresh.invocations.keys()])].sort((a, b) => a - b);
  // The two are not written at one instant: what is ahead of the other must not make a negative count.
  const rest = (measure: 'invocations' | 'errors') =>
    timesMs.map((at) => Math.max(0, (all[measure].get(at) ?? 0) - (fresh[measure].get(at) ?? 0)));
  const evidence = [...points('evidence')].sort(([a], [b]) => a - b);
  return {
    timesMs,
    oldVersion: {
      invocations: rest('invocations'),
      errors: rest('errors'),
      // Before the shift the alias is on one version, and Lambda does not name it.
      p99Ms: timesMs.map((at) => old.p99.get(at) ?? (fresh.invocations.has(at) ? null : (all.p99.get(at) ?? null))),
    },
    newVersion: {
      invocations: timesMs.map((at) => fresh.invocations.get(at) ?? null),
      errors: timesMs.map((at) => (fresh.invocations.has(at) ? (fresh.errors.get(at) ?? 0) : null)),
      p99Ms: timesMs.map((at) => fresh.p99.get(at) ?? null),
    },
    evidence: { timesMs: evidence.map(([at]) => at), values: evidence.map(([, value]) => value) },
  };
}

/** Minutes of CloudWatch, from one to before another. */
export interface Minutes {
  readonly fromMs: number;
  readonly toMs: number;
}

const PERIOD_MS = PERIOD_SECONDS * 1000;
/** Begin of the minute that an instant is in. */
const minuteOf = (atMs: number): number => Math.floor(atMs / PERIOD_MS) * PERIOD_MS;
/** Begin of the first whole minute from an instant on. */
const nextMinute = (atMs: number): number => Math.ceil(atMs / PERIOD_MS) * PERIOD_MS;

/**
 * The minutes in which a version that stayed was on trial: from the one in which it first got traffic to the last before it got
 * all. Requests are counted over these.
 * @param endedMs when the traffic was moved again; undefined while it bakes
 */
export function bakeMinutes(shiftedMs: number, endedMs: number | undefined): Minutes {
  const fromMs = minuteOf(shiftedMs);
  if (endedMs === undefined) return { fromMs, toMs: Number.POSITIVE_INFINITY };
  // A bake that ended within its first minute has that one.
  return { fromMs, toMs: Math.max(fromMs + PERIOD_MS, minuteOf(endedMs)) };
}

/**
 * The minutes in which a version that was taken back got requests, with the one in which it was: most of what failed may be
 * in that one, since it is what set off the alarm.
 */
export const minutesUntilBack = (shiftedMs: number, backMs: number): Minutes => ({
  fromMs: minuteOf(shiftedMs),
  toMs: minuteOf(backMs) + PERIOD_MS,
});

/**
 * The whole minutes between two instants: shares of traffic are measured over these, since a minute in which traffic was moved
 * has requests of before and after.
 */
export const wholeMinutes = (beginMs: number, endMs: number): Minutes => ({
  fromMs: nextMinute(beginMs),
  toMs: minuteOf(endMs),
});

/**
 * The minutes that say what share of the traffic a weight brings: the whole ones since it was set. Where steps follow each
 * other within a minute there is none, and the last whole one is as close as it gets.
 * @param sinceMs when the weight was set
 * @param firstMs when traffic was first moved
 */
export function weightMinutes(sinceMs: number, firstMs: number, nowMs: number): Minutes {
  const { fromMs, toMs } = wholeMinutes(sinceMs, nowMs);
  return { fromMs: Math.max(nextMinute(firstMs), Math.min(fromMs, toMs - PERIOD_MS)), toMs };
}

/** What a version answered in some minutes. */
export function totals({ timesMs }: ShiftSeries, version: VersionSeries, { fromMs, toMs }: Minutes) {
  const within = (index: number) => {
    const at = timesMs[index] ?? 0;
    return at >= fromMs && at < toMs;
  };
  const sum = (values: readonly (number | null)[]) =>
    values.reduce<number>((total, value, index) => total + (within(index) ? (value ?? 0) : 0), 0);
  return { invocations: sum(version.invocations), errors: sum(version.errors) };
}
