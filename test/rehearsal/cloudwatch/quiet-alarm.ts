import {
  type CloudWatchClient,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';

/** An alarm that is red because a test says so: there is no data that could change its state. */
export const putQuietAlarm = (
  client: CloudWatchClient,
  AlarmName: string,
  more: Partial<PutMetricAlarmCommandInput> = {},
) =>
  client.send(
    new PutMetricAlarmCommand({
      AlarmName,
      Namespace: 'Test',
      MetricName: 'Nothing',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'ignore',
      ...more,
    }),
  );

/** Sets an alarm's state. */
export const setAlarm = (client: CloudWatchClient, AlarmName: string, StateValue: StateValue) =>
  client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason: 'a test' }));
