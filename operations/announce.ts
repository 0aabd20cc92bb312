import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { PublishCommand } from '@aws-sdk/client-sns';
import type { OperationClients } from './clients.ts';

const isTopic = (arn: string): boolean => /^arn:[\w-]+:sns:/.test(arn);

/** Everybody who has to do with a release: the topics of its approvals, and those that the alarms tell. */
export async function topicsOf(
  { cloudwatch }: OperationClients,
  pipeline: PipelineDeclaration,
  alarmNames: readonly string[],
): Promise<string[]> {
  const approvals = (pipeline.stages ?? [])
    .flatMap(({ actions }) => actions ?? [])
    .flatMap(({ actionTypeId, configuration }) =>
      actionTypeId?.category === 'Approval' ? (configuration?.NotificationArn ?? []) : [],
    );
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...alarmNames], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const told = [...MetricAlarms, ...CompositeAlarms].flatMap(({ AlarmActions }) => AlarmActions ?? []);
  return [...new Set([...approvals, ...told.filter(isTopic)])];
}

/** SNS takes this much of a subject: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_MAX = 100;

/** Publishes the same message to each topic. */
export async function announce(
  { sns }: OperationClients,
  topicArns: readonly string[],
  subject: string,
  message: string,
): Promise<void> {
  for (const TopicArn of topicArns)
    await sns.send(new PublishCommand({ TopicArn, Subject: subject.slice(0, SUBJECT_MAX), Message: message }));
}
