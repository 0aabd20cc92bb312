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

type Dimensions = { readonly Name: string; readonly Value: string }[];

/** Lambda's metrics of an alias are of these. */
const ofAlias = ({ functionName, aliasName }: ShiftedAlias): Dimensions => [
  { Name: 'FunctionName', Value: functionName },
  { Name: 'Resource', Value: `${functionName}:${aliasName}` },
];

function countQuery(of: 'alias' | 'new', { id, metricName, statistic }: CountedMetric, Dimensions: Dimensions) {
  return {
    Id: `${of}_${id}`,
    MetricStat: {
      Metric: { Namespace: 'AWS/Lambda', MetricName: metricName, Dimensions },
      Period: COUNT_PERIOD_SECONDS,
      Stat: statistic,
    },
  };
}

/** The query by the minute of the new version behind an alias (`new_<id>`), which Lambda reports in `ExecutedVersion`. */
export const newVersionQuery = (alias: ShiftedAlias, metric: CountedMetric): MetricDataQuery =>
  countQuery('new', metric, [...ofAlias(alias), { Name: 'ExecutedVersion', Value: alias.newVersion }]);

/**
 * Queries by the minute of the alias (`alias_<id>`) and of the new version behind it (`new_<id>`). During a shift Lambda
 * reports the version that ran in `ExecutedVersion`; what the alias had beyond the new version is the old one's, so nobody
 * has to be asked which one that is.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function versionQueries(alias: ShiftedAlias, metrics: readonly CountedMetric[]): MetricDataQuery[] {
  return metrics.flatMap((metric) => [countQuery('alias', metric, ofAlias(alias)), newVersionQuery(alias, metric)]);
}
