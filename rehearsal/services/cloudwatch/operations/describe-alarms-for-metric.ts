import type {
  DescribeAlarmsForMetricCommandInput,
  DescribeAlarmsForMetricCommandOutput,
  Dimension,
} from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { alarms, describeMetricAlarm } from '../alarm/alarm.ts';

/** Alarms on math expressions are not found by their metrics, as on AWS. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html */
export function describeAlarmsForMetric(
  input: DescribeAlarmsForMetricCommandInput,
  context: Context,
): Output<DescribeAlarmsForMetricCommandOutput> {
  const optional = ['Statistic', 'ExtendedStatistic', 'Period', 'Unit'] as const;
  const found = alarms(context)
    .values()
    .filter((alarm) => alarm.kind === 'metric')
    .filter(
      ({ configuration }) =>
        configuration.Namespace === input.Namespace &&
        configuration.MetricName === input.MetricName &&
        sameDimensions(configuration.Dimensions, input.Dimensions) &&
        optional.every((member) => input[member] === undefined || input[member] === configuration[member]),
    );
  return { MetricAlarms: found.map(describeMetricAlarm) };
}

function sameDimensions(one: readonly Dimension[] = [], other: readonly Dimension[] = []): boolean {
  const text = (all: readonly Dimension[]) => JSON.stringify(all.map(({ Name, Value }) => [Name, Value]).sort());
  return text(one) === text(other);
}
