import type { CreateLogStreamCommandInput, CreateLogStreamCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { alreadyThere, invalid } from '../errors.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export function createLogStream(
  input: CreateLogStreamCommandInput,
  context: Context,
): Output<CreateLogStreamCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  const name = input.logStreamName ?? '';
  if (!/^[^:*]{1,512}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*`,
    );
  if (logStore(context).stream(group, name) !== undefined) throw alreadyThere('log stream');
  logStore(context).addStream(group, name);
  return {};
}
