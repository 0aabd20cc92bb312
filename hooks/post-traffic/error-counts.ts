import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { COUNT_PERIOD_SECONDS, type ShiftedAlias, versionQueries } from '../version-counts.ts';
import type { Counts } from './decide.ts';

/** Queries for invocations and errors of the alias and of the new version behind it. */
export const countQueries = (alias: ShiftedAlias): MetricDataQuery[] =>
  versionQueries(alias, [
    { id: 'invocations', metricName: 'Invocations', statistic: 'Sum' },
    { id: 'errors', metricName: 'Errors', statistic: 'Sum' },
  ]);

/**
 * Invocations of the new version in the whole minutes before the one that holds `now`: those of its bake. The minute in
 * which the hook runs also holds what came after the last shift. Absent where the counts are.
 */
export function bakeInvocations(results: readonly MetricDataResult[], now: Date): number | undefined {
  const result = results.find(({ Id }) => Id === 'new_invocations');
  const { Timestamps = [], Values = [] } = result ?? {};
  if (result?.StatusCode !== 'Complete' || Timestamps.length !== Values.length) return undefined;
  const periodMs = COUNT_PERIOD_SECONDS * 1000;
  const minute = Math.floor(now.getTime() / periodMs) * periodMs;
  return Values.reduce(
    (total, value, index) => ((Timestamps[index]?.getTime() ?? minute) < minute ? total + value : total),
    0,
  );
}

/**
 * Counts of both versions from the answer. A complete result without points is zero: Lambda emits nothing without
 * traffic. A result that is absent or not `Complete` leaves the counts absent.
 */
export function toCounts(results: readonly MetricDataResult[]): { newVersion?: Counts; oldVersion?: Counts } {
  const sum = (id: string): number | undefined => {
    const result = results.find(({ Id }) => Id === id);
    if (result?.StatusCode !== 'Complete') return undefined;
    return (result.Values ?? []).reduce((total, value) => total + value, 0);
  };
  const [invocations, errors] = [sum('new_invocations'), sum('new_errors')];
  const [allInvocations, allErrors] = [sum('alias_invocations'), sum('alias_errors')];
  if (invocations === undefined || errors === undefined) return {};
  const newVersion = { invocations, errors };
  if (allInvocations === undefined || allErrors === undefined) return { newVersion };
  // The two sums are not read at one instant: a point that arrives in between must not make a negative count.
  return {
    newVersion,
    oldVersion: {
      invocations: Math.max(0, allInvocations - invocations),
      errors: Math.max(0, allErrors - errors),
    },
  };
}
