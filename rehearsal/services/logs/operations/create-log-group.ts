import type { CreateLogGroupCommandInput, CreateLogGroupCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { alreadyThere, invalid, notImplemented, refuseUnsupported } from '../errors.ts';
import { logStore, scopeName } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export function createLogGroup(
  input: CreateLogGroupCommandInput,
  context: Context,
): Output<CreateLogGroupCommandOutput> {
  refuseUnsupported(input, ['logGroupName', 'kmsKeyId', 'tags', 'logGroupClass'], 'CreateLogGroup');
  if (input.logGroupClass !== undefined && input.logGroupClass !== 'STANDARD')
    throw notImplemented(`the log group class ${input.logGroupClass}`);
  const name = input.logGroupName ?? '';
  if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name))
    throw invalid(
      `1 validation error detected: Value '${name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+`,
    );
  const store = logStore(context);
  if (store.group(scopeName(context), name) !== undefined) throw alreadyThere('log group');
  store.addGroup(scopeName(context), name, input.kmsKeyId, input.tags ?? {});
  return {};
}
