import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod/mini';
import { KIND_ATTRIBUTE, NotifierEnvironment } from './contract.ts';
import { readHappening } from './happening.ts';
import { toApproval } from './history.ts';
import { type NotifierOutside, notify } from './notify.ts';
import { readDeclaration, readRelease, readWaiting } from './read-history.ts';
import { readOrWhy } from './read-or-why.ts';
import { readBrokenShifts } from './read-shifts.ts';
import type { NoticeRecord } from './record.ts';

const cloudwatch = new CloudWatchClient();
const logs = new CloudWatchLogsClient();
const codecommit = new CodeCommitClient();
const codedeploy = new CodeDeployClient();
const codepipeline = new CodePipelineClient();
const eventbridge = new EventBridgeClient();
const sns = new SNSClient();

/** Set by Lambda itself. */
const OwnRegion = z.object({ AWS_REGION: z.string().check(z.minLength(1)) });

/**
 * A log stream an entry: CloudWatch Logs makes one of a name only once, whoever asks.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html
 */
function recordIn(logGroupName: string): NoticeRecord {
  return {
    async open(logStreamName) {
      try {
        await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ResourceAlreadyExistsException') return false;
        throw error;
      }
    },
    async look(logStreamName) {
      const [{ logStreams = [] }, { events = [] }] = await Promise.all([
        logs.send(new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: logStreamName })),
        logs.send(new GetLogEventsCommand({ logGroupName, logStreamName, limit: 1 })),
      ]);
      const own = logStreams.find((stream) => stream.logStreamName === logStreamName);
      return { openedMs: own?.creationTime ?? Date.now(), isTold: events.length > 0 };
    },
    async close(logStreamName, line) {
      await logs.send(
        new PutLogEventsCommand({
          logGroupName,
          logStreamName,
          logEvents: [{ timestamp: Date.now(), message: JSON.stringify(line) }],
        }),
      );
    },
  };
}

function outsideOf(environment: NotifierEnvironment): NotifierOutside {
  const { PIPELINE_NAME: pipelineName, LOOK_RULE_NAME: Name, GROUPS: groups } = environment;
  const where = {
    pipelineName,
    region: OwnRegion.parse(process.env).AWS_REGION,
    repositoryName: environment.REPOSITORY_NAME,
  };
  return {
    nowMs: Date.now,
    log: (line) => console.log(JSON.stringify({ hook: 'notifier', ...line })),
    record: recordIn(environment.RECORD_LOG_GROUP),
    release: (executionId, withRules) => readRelease({ codepipeline, codecommit }, where, executionId, withRules),
    brokenShifts: (stage, fromMs) =>
      readOrWhy(() => readBrokenShifts({ codedeploy, cloudwatch }, groups[stage] ?? [], fromMs, Date.now())),
    approval: async (executionId, run) =>
      toApproval(executionId, run, await readDeclaration(codepipeline, pipelineName)),
    waiting: () => readWaiting(codepipeline, pipelineName),
    async setLooking(enabled) {
      await eventbridge.send(enabled ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
    },
    async publish({ kind }, { subject, text, chat }, TopicArn) {
      const { MessageId = '' } = await sns.send(
        new PublishCommand({
          TopicArn,
          Subject: subject,
          // Chats are subscribed by HTTPS: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
          MessageStructure: 'json',
          Message: JSON.stringify({ default: text, https: chat }),
          MessageAttributes: { [KIND_ATTRIBUTE]: { DataType: 'String', StringValue: kind } },
        }),
      );
      return MessageId;
    },
  };
}

/** Lambda entry point: changes of the pipeline, and the schedule while an approval waits. */
export const handler = async (event: unknown): Promise<void> => {
  const environment = NotifierEnvironment.parse(process.env);
  await notify(readHappening(event, environment.PIPELINE_NAME), environment.TOPIC_ARN, outsideOf(environment));
};
