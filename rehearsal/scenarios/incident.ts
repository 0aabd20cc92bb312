import { DescribeAlarmsCommand, PutMetricAlarmCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateTopicCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { untilTrue } from '../session/follow.ts';
import type { Session } from '../session/session.ts';

/*
 * The alarm in front of Prod: it belongs to the operators, who count open incidents in a metric of their own, and tells whoever is
 * on call.
 */

/** Its name, and that of its topic. */
export const INCIDENT_ALARM = 'open-incidents';
export const ON_CALL_TOPIC = 'on-call';
const METRIC = { Namespace: 'Operations', MetricName: 'OpenIncidents' };

/** Makes the alarm and its topic, with no incident open; does nothing to those that are there. */
export async function watchIncidents(session: Session): Promise<void> {
  const { sns, cloudwatch } = session.clients;
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: ON_CALL_TOPIC }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'on-call@example.com' }));
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      ...METRIC,
      AlarmName: INCIDENT_ALARM,
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      // An incident stays open until somebody says that it is over.
      TreatMissingData: 'ignore',
      AlarmActions: TopicArn === undefined ? [] : [TopicArn],
    }),
  );
  await countIncidents(session, 0);
}

/** Counts the open incidents, and waits until the alarm says the same. */
export async function countIncidents({ clients, options }: Session, count: number): Promise<void> {
  const { cloudwatch } = clients;
  await cloudwatch.send(
    new PutMetricDataCommand({
      Namespace: METRIC.Namespace,
      MetricData: [{ MetricName: METRIC.MetricName, Value: count }],
    }),
  );
  await untilTrue(async () => {
    const { MetricAlarms: [alarm] = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [INCIDENT_ALARM] }),
    );
    return alarm?.StateValue === (count > 0 ? 'ALARM' : 'OK');
  }, options.signal);
}
