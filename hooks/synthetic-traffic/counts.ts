import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { COUNT_PERIOD_SECONDS, type CountedMetric } from '../version-counts.ts';

/** Which versions of which function are asked, and how. */
export interface AskedVersions {
  readonly functionName: string;
  readonly newVersion: string;
  readonly baselineAliasName: string;
}

const SIDES = ['new', 'old'] as const;
export type Side = (typeof SIDES)[number];

const idOf = (side: Side, id: string): string => `asked_${side}_${id}`;

/**
 * Queries by the minute of the synthetic requests to each version. Users come by the released alias; these come by the new
 * version's own number and by the baseline alias, which Lambda counts by themselves (`Resource`).
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function syntheticQueries(asked: AskedVersions, metrics: readonly CountedMetric[]): MetricDataQuery[] {
  const qualifier = { new: asked.newVersion, old: asked.baselineAliasName };
  return SIDES.flatMap((side) =>
    metrics.map(({ id, metricName, statistic }) => ({
      Id: idOf(side, id),
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: metricName,
          Dimensions: [
            { Name: 'FunctionName', Value: asked.functionName },
            { Name: 'Resource', Value: `${asked.functionName}:${qualifier[side]}` },
          ],
        },
        Period: COUNT_PERIOD_SECONDS,
        Stat: statistic,
      },
    })),
  );
}

/**
 * Counts of one side by the minute, as instants in milliseconds and values.
 * @throws Error where the result is absent or not complete: half of the counts is no observation
 */
export function pointsOf(results: readonly MetricDataResult[], id: string): ReadonlyMap<number, number> {
  const result = results.find(({ Id }) => Id === id);
  if (result?.StatusCode !== 'Complete')
    throw new Error(`CloudWatch did not answer ${id} completely: ${result?.StatusCode ?? 'no result'}`);
  const values = result.Values ?? [];
  return new Map((result.Timestamps ?? []).map((at, index) => [at.getTime(), values[index] ?? 0]));
}

/**
 * The minutes in which both versions were asked, with one count of each. Minutes in which only the new version was called by
 * its number are the pre-traffic hook's.
 */
export function askedMinutes<T extends string>(
  results: readonly MetricDataResult[],
  invocations: T,
  counts: readonly T[],
): ReadonlyMap<number, Readonly<Record<Side, ReadonlyMap<T, number>>>> {
  const points = new Map(
    SIDES.flatMap((side) => counts.map((count) => [idOf(side, count), pointsOf(results, idOf(side, count))] as const)),
  );
  const at = (side: Side, count: T, start: number) => points.get(idOf(side, count))?.get(start) ?? 0;
  const starts = [...(points.get(idOf('old', invocations))?.keys() ?? [])].filter(
    (start) => at('old', invocations, start) > 0 && at('new', invocations, start) > 0,
  );
  const of = (side: Side, start: number) => new Map(counts.map((count) => [count, at(side, count, start)] as const));
  return new Map(starts.map((start) => [start, { new: of('new', start), old: of('old', start) }]));
}

const INVOCATIONS = { id: 'invocations', metricName: 'Invocations', statistic: 'Sum' } as const;

/** Queries for the number of synthetic requests alone. */
export const askedQueries = (asked: AskedVersions): MetricDataQuery[] => syntheticQueries(asked, [INVOCATIONS]);

/**
 * How many synthetic requests each version has answered: the lesser of both, since one alone compares nothing. Of all minutes together,
 * as a pair may be counted in two of them.
 */
export function askedOfEach(results: readonly MetricDataResult[]): number {
  const minutes = [...askedMinutes(results, INVOCATIONS.id, [INVOCATIONS.id]).values()];
  const sum = (side: Side) => minutes.reduce((total, minute) => total + (minute[side].get(INVOCATIONS.id) ?? 0), 0);
  return Math.min(sum('new'), sum('old'));
}
