import type { DeleteLogGroupCommandInput, DeleteLogGroupCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { filterKey, metricFilters } from '../metric-filters.ts';
import { getGroup, logStore } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export function deleteLogGroup(
  input: DeleteLogGroupCommandInput,
  context: Context,
): Output<DeleteLogGroupCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  logStore(context).deleteGroup(group);
  for (const { key } of metricFilters(context).entries(filterKey(group.name, ''))) metricFilters(context).delete(key);
  return {};
}
