import type { DeleteLogStreamCommandInput, DeleteLogStreamCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup, getStream, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export function deleteLogStream(
  input: DeleteLogStreamCommandInput,
  context: Context,
): Output<DeleteLogStreamCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  logStore(context).deleteStream(getStream(context, group, input.logStreamName));
  return {};
}
