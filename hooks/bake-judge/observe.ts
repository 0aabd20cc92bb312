import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { type ShiftedAlias, versionQueries } from '../version-counts.ts';
import type { AnswerCounts, Minute } from './decide.ts';

/** What is counted, and of what. */
export interface Watched extends ShiftedAlias {
  /** Duration beyond which an answer is slow, in milliseconds. */
  readonly slowMs: number;
}

type Count = keyof AnswerCounts;

/** Queries for the answers of the alias and of the new version behind it, by the minute. */
export const bakeQueries = (watched: Watched): MetricDataQuery[] =>
  versionQueries(watched, [
    { id: 'invocations', metricName: 'Invocations', statistic: 'Sum' },
    { id: 'errors', metricName: 'Errors', statistic: 'Sum' },
    // How many values were above the limit.
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
    { id: 'slow', metricName: 'Duration', statistic: `TC(${watched.slowMs}:)` },
  ]);

/**
 * The minutes of both versions from the answer, in the order of time.
 *
 * A complete result without a point is zero: Lambda emits nothing without traffic.
 * @throws Error where a result is absent or not complete: half of the counts is no observation
 */
export function toMinutes(results: readonly MetricDataResult[]): Minute[] {
  const points = (id: string): ReadonlyMap<number, number> => {
    const result = results.find(({ Id }) => Id === id);
    if (result?.StatusCode !== 'Complete')
      throw new Error(`CloudWatch did not answer ${id} completely: ${result?.StatusCode ?? 'no result'}`);
    const values = result.Values ?? [];
    return new Map((result.Timestamps ?? []).map((at, index) => [at.getTime(), values[index] ?? 0]));
  };
  const read = (of: 'alias' | 'new') => ({
    invocations: points(`${of}_invocations`),
    errors: points(`${of}_errors`),
    slow: points(`${of}_slow`),
  });
  const [alias, version] = [read('alias'), read('new')];
  const starts = [...alias.invocations.keys(), ...version.invocations.keys()];
  return [...new Set(starts)]
    .sort((a, b) => a - b)
    .map((start) => {
      const of = (count: Count): { all: number; own: number } => {
        const own = version[count].get(start) ?? 0;
        // The two are not written at one instant: what is ahead of the other must not make a negative count.
        return { own, all: Math.max(own, alias[count].get(start) ?? 0) };
      };
      const [invocations, errors, slow] = [of('invocations'), of('errors'), of('slow')];
      const newVersion: AnswerCounts = { invocations: invocations.own, errors: errors.own, slow: slow.own };
      return {
        newVersion,
        oldVersion: {
          invocations: invocations.all - invocations.own,
          errors: errors.all - errors.own,
          slow: slow.all - slow.own,
        },
      };
    });
}
