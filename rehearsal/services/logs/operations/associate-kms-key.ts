import type { AssociateKmsKeyCommandInput, AssociateKmsKeyCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_AssociateKmsKey.html */
export function associateKmsKey(
  input: AssociateKmsKeyCommandInput,
  context: Context,
): Output<AssociateKmsKeyCommandOutput> {
  const group = getGroup(context, input.logGroupName, input.resourceIdentifier);
  logStore(context).updateGroup({ ...group, kmsKeyId: input.kmsKeyId });
  return {};
}
