import type { DisassociateKmsKeyCommandInput, DisassociateKmsKeyCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DisassociateKmsKey.html */
export function disassociateKmsKey(
  input: DisassociateKmsKeyCommandInput,
  context: Context,
): Output<DisassociateKmsKeyCommandOutput> {
  const group = getGroup(context, input.logGroupName, input.resourceIdentifier);
  logStore(context).updateGroup({ ...group, kmsKeyId: undefined });
  return {};
}
