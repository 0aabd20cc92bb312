import * as cdk from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Which version of which function, behind which alias. */
export interface ReleasedVersion {
  readonly functionName: string;
  readonly aliasName: string;
  /** Number of the version that the release brings. */
  readonly version: string;
}

/** Lambda publishes its metrics by the minute. */
export const METRIC_PERIOD = cdk.Duration.minutes(1);

/**
 * Lambda's metrics by the minute of an alias, and of the one version behind it that a release brings.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function versionMetrics({ functionName, aliasName, version }: ReleasedVersion) {
  const aliasDimensions = { FunctionName: functionName, Resource: `${functionName}:${aliasName}` };
  const metric = (metricName: string, statistic: string, dimensionsMap: Record<string, string>) =>
    new cloudwatch.Metric({ namespace: 'AWS/Lambda', metricName, statistic, period: METRIC_PERIOD, dimensionsMap });
  return {
    ofAlias: (metricName: string, statistic: string) => metric(metricName, statistic, aliasDimensions),
    ofVersion: (metricName: string, statistic: string) =>
      metric(metricName, statistic, { ...aliasDimensions, ExecutedVersion: version }),
  };
}
