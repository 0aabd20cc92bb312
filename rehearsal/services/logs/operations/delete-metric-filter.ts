import type { DeleteMetricFilterCommandInput, DeleteMetricFilterCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { notFound } from '../errors.ts';
import { filterKey, metricFilters } from '../metric-filters.ts';
import { getGroup } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html */
export function deleteMetricFilter(
  input: DeleteMetricFilterCommandInput,
  context: Context,
): Output<DeleteMetricFilterCommandOutput> {
  const group = getGroup(context, input.logGroupName);
  if (!metricFilters(context).delete(filterKey(group.name, input.filterName ?? '')))
    throw notFound('The specified metric filter does not exist.');
  return {};
}
