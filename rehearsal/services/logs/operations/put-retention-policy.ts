import type { PutRetentionPolicyCommandInput, PutRetentionPolicyCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { getGroup, logStore } from '../state.ts';

const RETENTION_DAYS: readonly number[] = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653],
];

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export function putRetentionPolicy(
  input: PutRetentionPolicyCommandInput,
  context: Context,
): Output<PutRetentionPolicyCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  const retentionDays = input.retentionInDays ?? 0;
  if (!RETENTION_DAYS.includes(retentionDays))
    throw invalid(
      `1 validation error detected: Value '${retentionDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${RETENTION_DAYS.join(', ')}]`,
    );
  logStore(context).updateGroup({ ...group, retentionDays });
  return {};
}
