import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  DeleteLogStreamCommand,
  DescribeLogStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-cloudwatch-logs';
import { z } from 'zod';
import { resourceType } from '../resource-type.ts';
import { createOnce } from './create-once.ts';
import { text } from './property.ts';

const properties = z.strictObject({ LogGroupName: text(), LogStreamName: text().optional() });
type Properties = z.infer<typeof properties>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-logs-logstream.html */
export const logsLogStream = resourceType<Properties>({
  type: 'AWS::Logs::LogStream',
  properties,
  replacedBy: ['LogGroupName', 'LogStreamName'],
  create: async ({ LogGroupName: logGroupName, LogStreamName }, context) => {
    const logs = context.client(CloudWatchLogsClient);
    const logStreamName = LogStreamName ?? context.generateName(512);
    const exists = async () => {
      const { logStreams } = await logs.send(
        new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: logStreamName }),
      );
      return logStreams?.some((stream) => stream.logStreamName === logStreamName) === true;
    };
    await createOnce(context, `${logGroupName}:${logStreamName}`, exists, () =>
      logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName })),
    );
    return { physicalId: logStreamName, attributes: {} };
  },
  update: async (physicalId) => ({ physicalId, attributes: {} }),
  delete: async (logStreamName, { LogGroupName: logGroupName }, context) => {
    try {
      await context.client(CloudWatchLogsClient).send(new DeleteLogStreamCommand({ logGroupName, logStreamName }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error; // gone with its group
    }
  },
});
