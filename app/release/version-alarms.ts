import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { AlarmLimits } from '../stage-configuration.ts';
import { ALARM_DATAPOINTS } from './alarm-datapoints.ts';
import { METRIC_PERIOD, type ReleasedVersion, versionMetrics } from './version-metrics.ts';

/** Properties of `VersionAlarms`. */
export interface VersionAlarmsProps extends ReleasedVersion {
  readonly limits: AlarmLimits;
  /** Is told when an alarm goes off. */
  readonly topic: sns.ITopic;
}

/**
 * Alarms that watch a new version while CodeDeploy shifts traffic to it: error rate, latency, throttles. Each release
 * points them to its own version, so that the one before cannot hold them red. Nothing is judged below the minimum of
 * traffic, and a version without traffic is not breaching.
 */
export class VersionAlarms extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];
  /** Physical names, as plain strings. */
  readonly alarmNames: readonly string[];

  constructor(scope: Construct, id: string, props: VersionAlarmsProps) {
    super(scope, id);
    const { ofAlias, ofVersion } = versionMetrics(props);
    const invocations = ofVersion('Invocations', cloudwatch.Stats.SUM);
    const { errorRatePercent, minimumRequestsPerMinute, latencyP99Ms, throttles } = props.limits;
    const onEnoughTraffic = (value: string, label: string, using: Record<string, cloudwatch.IMetric>) =>
      new cloudwatch.MathExpression({
        expression: `IF(invocations >= ${minimumRequestsPerMinute}, ${value}, 0)`,
        usingMetrics: { invocations, ...using },
        period: METRIC_PERIOD,
        label,
      });
    const specifications = [
      {
        id: 'ErrorRate',
        suffix: 'error-rate',
        description: `More than ${errorRatePercent} % of the new version's invocations fail`,
        threshold: errorRatePercent,
        metric: onEnoughTraffic('100 * errors / invocations', 'error rate in percent', {
          errors: ofVersion('Errors', cloudwatch.Stats.SUM),
        }),
      },
      {
        id: 'Latency',
        suffix: 'latency',
        description: `The new version's 99th percentile of duration is above ${latencyP99Ms} ms`,
        threshold: latencyP99Ms,
        metric: onEnoughTraffic('duration', 'p99 duration in ms', {
          duration: ofVersion('Duration', cloudwatch.Stats.percentile(99)),
        }),
      },
      {
        id: 'Throttles',
        suffix: 'throttles',
        description: `More than ${throttles} invocations a minute are throttled`,
        threshold: throttles,
        // An invocation that is throttled has executed no version: Lambda counts it for the alias only.
        metric: ofAlias('Throttles', cloudwatch.Stats.SUM),
      },
    ];
    this.alarmNames = specifications.map(({ suffix }) => `${props.functionName}-${suffix}`);
    this.alarms = specifications.map(({ id: alarmId, suffix, description, threshold, metric: watched }) => {
      const alarm = new cloudwatch.Alarm(this, alarmId, {
        alarmName: `${props.functionName}-${suffix}`,
        alarmDescription: description,
        metric: watched,
        threshold,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        ...ALARM_DATAPOINTS,
        treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(new actions.SnsAction(props.topic));
      return alarm;
    });
  }
}
