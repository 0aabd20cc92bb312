import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';

/** Which version of which function, behind which alias. */
export interface ShiftedAlias {
  readonly functionName: string;
  readonly aliasName: string;
  /** Number of the version that the release brings. */
  readonly newVersion: string;
}

/** One of Lambda's metrics, and how its values of a minute are put together. */
export interface CountedMetric {
  readonly id: string;
  readonly metricName: string;
  readonly statistic: string;
}

/** Length of a count in seconds. */
export const COUNT_PERIOD_SECONDS = 60;

/**
 * Queries by the minute of the alias (`alias_<id>`) and of the new version behind it (`new_<id>`). During a shift Lambda
 * reports the version that ran in `ExecutedVersion`; what the alias had beyond the new version is the old one's, so nobody
 * has to be asked which one that is.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function versionQueries(alias: ShiftedAlias, metrics: readonly CountedMetric[]): MetricDataQuery[] {
  const ofAlias = [
    { Name: 'FunctionName', Value: alias.functionName },
    { Name: 'Resource', Value: `${alias.functionName}:${alias.aliasName}` },
  ];
  const ofNew = [...ofAlias, { Name: 'ExecutedVersion', Value: alias.newVersion }];
  return metrics.flatMap(({ id, metricName, statistic }) => {
    const query = (of: 'alias' | 'new', Dimensions: typeof ofAlias): MetricDataQuery => ({
      Id: `${of}_${id}`,
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName: metricName, Dimensions },
        Period: COUNT_PERIOD_SECONDS,
        Stat: statistic,
      },
    });
    return [query('alias', ofAlias), query('new', ofNew)];
  });
}
