import type {
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export function deleteRetentionPolicy(
  input: DeleteRetentionPolicyCommandInput,
  context: Context,
): Output<DeleteRetentionPolicyCommandOutput> {
  logStore(context).updateGroup({ ...getGroup(context, input.logGroupName), retentionDays: undefined });
  return {};
}
