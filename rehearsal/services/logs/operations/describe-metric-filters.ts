import type {
  DescribeMetricFiltersCommandInput,
  DescribeMetricFiltersCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { describeFilter, filterKey, metricFilters } from '../metric-filters.ts';
import { page } from '../pages.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
export function describeMetricFilters(
  input: DescribeMetricFiltersCommandInput,
  context: Context,
): Output<DescribeMetricFiltersCommandOutput> {
  const { logGroupName: group, filterNamePrefix = '', metricName, metricNamespace } = input;
  const wanted = metricFilters(context)
    .values()
    .filter(
      (filter) =>
        (group === undefined || filter.groupName === group) &&
        filter.name.startsWith(filterNamePrefix) &&
        (metricName === undefined || filter.transformation.metric === metricName) &&
        (metricNamespace === undefined || filter.transformation.namespace === metricNamespace),
    );
  const { items, next } = page(
    wanted,
    ({ groupName, name }) => filterKey(groupName, name),
    input.nextToken,
    input.limit,
  );
  return { metricFilters: items.map(describeFilter), ...next };
}
