import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { Counts } from './decide.ts';

const PERIOD_SECONDS = 60;
const METRICS = ['Invocations', 'Errors'] as const;

/** What the counts are of. */
export interface ShiftedAlias {
  readonly functionName: string;
  readonly aliasName: string;
  readonly newVersion: string;
}

/**
 * Queries for invocations and errors of the alias and of the new version behind it. During a shift Lambda reports the
 * version that ran in `ExecutedVersion`; what the alias had beyond the new version is the old one's.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function countQueries(alias: ShiftedAlias): MetricDataQuery[] {
  const ofAlias = [
    { Name: 'FunctionName', Value: alias.functionName },
    { Name: 'Resource', Value: `${alias.functionName}:${alias.aliasName}` },
  ];
  const ofNew = [...ofAlias, { Name: 'ExecutedVersion', Value: alias.newVersion }];
  return METRICS.flatMap((MetricName) => {
    const query = (prefix: string, Dimensions: typeof ofAlias): MetricDataQuery => ({
      Id: `${prefix}${MetricName}`,
      MetricStat: { Metric: { Namespace: 'AWS/Lambda', MetricName, Dimensions }, Period: PERIOD_SECONDS, Stat: 'Sum' },
    });
    return [query('alias', ofAlias), query('new', ofNew)];
  });
}

/**
 * Invocations of the new version in the whole minutes before the one that holds `now`: those of its bake. The minute in
 * which the hook runs also holds what came after the last shift. Absent where the counts are.
 */
export function bakeInvocations(results: readonly MetricDataResult[], now: Date): number | undefined {
  const result = results.find(({ Id }) => Id === 'newInvocations');
  const { Timestamps = [], Values = [] } = result ?? {};
  if (result?.StatusCode !== 'Complete' || Timestamps.length !== Values.length) return undefined;
  const periodMs = PERIOD_SECONDS * 1000;
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
  const [invocations, errors] = [sum('newInvocations'), sum('newErrors')];
  const [allInvocations, allErrors] = [sum('aliasInvocations'), sum('aliasErrors')];
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
