import type { PutMetricFilterCommandInput, PutMetricFilterCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid, refuseUnsupported } from '../errors.ts';
import { compilePattern } from '../filter-pattern.ts';
import { filterKey, metricFilters } from '../metric-filters.ts';
import { getGroup } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html */
export function putMetricFilter(
  input: PutMetricFilterCommandInput,
  context: Context,
): Output<PutMetricFilterCommandOutput> {
  refuseUnsupported(
    input,
    ['logGroupName', 'filterName', 'filterPattern', 'metricTransformations', 'applyOnTransformedLogs'],
    'PutMetricFilter',
  );
  const group = getGroup(context, input.logGroupName);
  const { filterName: name = '', filterPattern: pattern = '' } = input;
  compilePattern(pattern);
  const [given, ...others] = input.metricTransformations ?? [];
  if (given === undefined || others.length > 0) throw invalid('A metric filter has exactly one metric transformation.');
  const dimensions = given.dimensions ?? {};
  if (Object.keys(dimensions).length > 0 && given.defaultValue !== undefined)
    throw invalid('Invalid metric transformation: dimensions and default value are mutually exclusive properties.');
  const value = given.metricValue ?? '';
  if (!value.startsWith('$') && (value === '' || Number.isNaN(Number(value))))
    throw invalid(`Invalid metric transformation: metricValue must be a number or a field, not '${value}'`);
  metricFilters(context).put(filterKey(group.name, name), {
    groupName: group.name,
    name,
    pattern,
    createdMs: context.clock.now(),
    transformation: {
      namespace: given.metricNamespace ?? '',
      metric: given.metricName ?? '',
      value,
      ...(given.defaultValue === undefined ? {} : { defaultValue: given.defaultValue }),
      ...(given.unit === undefined ? {} : { unit: given.unit }),
      dimensions,
    },
  });
  return {};
}
