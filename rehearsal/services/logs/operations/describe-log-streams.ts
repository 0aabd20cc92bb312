import type { DescribeLogStreamsCommandInput, DescribeLogStreamsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { page } from '../pages.ts';
import { getGroup, groupArn, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html */
export function describeLogStreams(
  input: DescribeLogStreamsCommandInput,
  context: Context,
): Output<DescribeLogStreamsCommandOutput> {
  const group = getGroup(context, input.logGroupName, input.logGroupIdentifier);
  const { logStreamNamePrefix: prefix = '', orderBy, descending } = input;
  if (orderBy === 'LastEventTime' && prefix !== '')
    throw invalid('Cannot order by LastEventTime with a logStreamNamePrefix.');
  const described = logStore(context)
    .streams(group)
    .filter(({ name }) => name.startsWith(prefix))
    .map((stream) => ({ ...stream, ...logStore(context).span(group, stream) }));
  // A key that sorts as text: last event times are padded to the same length.
  const key = (stream: (typeof described)[number]) =>
    orderBy === 'LastEventTime' ? `${String(stream.lastMs ?? 0).padStart(16, '0')} ${stream.name}` : stream.name;
  const { items, next } = page(described, key, input.nextToken, input.limit, descending === true);
  return {
    logStreams: items.map((stream) => ({
      logStreamName: stream.name,
      creationTime: stream.createdMs,
      arn: `${groupArn(context, group.name)}:log-stream:${stream.name}`,
      storedBytes: 0, // AWS answers 0 for every stream since 2019
      ...(stream.firstMs === undefined ? {} : { firstEventTimestamp: stream.firstMs }),
      ...(stream.lastMs === undefined ? {} : { lastEventTimestamp: stream.lastMs }),
      ...(stream.lastIngestionMs === undefined ? {} : { lastIngestionTime: stream.lastIngestionMs }),
    })),
    ...next,
  };
}
