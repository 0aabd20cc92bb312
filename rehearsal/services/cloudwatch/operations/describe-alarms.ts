import type { DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { alarms, describeCompositeAlarm, describeMetricAlarm } from '../alarm/alarm.ts';
import { invalidParameterCombination, notSupported } from '../errors.ts';
import { page } from '../paging.ts';

const PAGE = 50;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function describeAlarms(
  input: DescribeAlarmsCommandInput,
  context: Context,
): Output<DescribeAlarmsCommandOutput> {
  for (const member of ['ChildrenOfAlarmName', 'ParentsOfAlarmName'] as const)
    if (input[member] !== undefined) throw notSupported('DescribeAlarms', member);
  const { AlarmNames, AlarmNamePrefix, StateValue, ActionPrefix, AlarmTypes = ['MetricAlarm'] } = input;
  if (AlarmNames !== undefined && AlarmNames.length > 0 && AlarmNamePrefix !== undefined)
    throw invalidParameterCombination('AlarmNames and AlarmNamePrefix must not be given together.');
  const found = alarms(context)
    .values(AlarmNamePrefix)
    .filter(
      ({ kind, name, state, configuration }) =>
        AlarmTypes.includes(kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm') &&
        (AlarmNames === undefined || AlarmNames.length === 0 || AlarmNames.includes(name)) &&
        (StateValue === undefined || state.value === StateValue) &&
        (ActionPrefix === undefined || (configuration.AlarmActions ?? []).some((arn) => arn.startsWith(ActionPrefix))),
    );
  const { items, next } = page(found, input.MaxRecords ?? PAGE, input.NextToken);
  return {
    MetricAlarms: items.filter((alarm) => alarm.kind === 'metric').map(describeMetricAlarm),
    CompositeAlarms: items.filter((alarm) => alarm.kind === 'composite').map(describeCompositeAlarm),
    ...next,
  };
}
