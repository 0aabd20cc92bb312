import type { ListMetricsCommandInput, ListMetricsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidParameterValue } from '../errors.ts';
import { metricStore } from '../metrics/metric-store.ts';
import { page } from '../paging.ts';

const PAGE = 500;
const LISTED_MS = 14 * 24 * 3600 * 1000;
const RECENT_MS = 3 * 3600 * 1000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export function listMetrics(input: ListMetricsCommandInput, context: Context): Output<ListMetricsCommandOutput> {
  if (input.OwningAccount !== undefined && input.OwningAccount !== context.account)
    throw invalidParameterValue(`The rehearsal has no metrics of the account ${input.OwningAccount}.`);
  const since = context.clock.now() - (input.RecentlyActive === undefined ? LISTED_MS : RECENT_MS);
  const found = metricStore(context)
    .list(context.account, context.region)
    .filter(
      ({ namespace, name, dimensions, lastMs }) =>
        lastMs >= since &&
        (input.Namespace === undefined || input.Namespace === namespace) &&
        (input.MetricName === undefined || input.MetricName === name) &&
        (input.Dimensions ?? []).every(
          ({ Name = '', Value }) =>
            dimensions[Name] !== undefined && (Value === undefined || dimensions[Name] === Value),
        ),
    )
    .map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
  const { items, next } = page(found, PAGE, input.NextToken);
  return { Metrics: items, ...next };
}
