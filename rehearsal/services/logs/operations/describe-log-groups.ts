import type { DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput } from '@aws-sdk/client-cloudwatch-logs';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid, refuseUnsupported } from '../errors.ts';
import { filterKey, metricFilters } from '../metric-filters.ts';
import { page } from '../pages.ts';
import { groupArn, groupName, logStore, scopeName } from '../state.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html */
export function describeLogGroups(
  input: DescribeLogGroupsCommandInput,
  context: Context,
): Output<DescribeLogGroupsCommandOutput> {
  refuseUnsupported(
    input,
    ['logGroupNamePrefix', 'logGroupNamePattern', 'nextToken', 'limit', 'logGroupClass', 'logGroupIdentifiers'],
    'DescribeLogGroups',
  );
  const { logGroupNamePrefix: prefix, logGroupNamePattern: pattern, logGroupIdentifiers: identifiers } = input;
  if (prefix !== undefined && pattern !== undefined)
    throw invalid('LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.');
  const names = identifiers?.map((identifier) => groupName(identifier));
  const wanted = logStore(context)
    .groups(scopeName(context))
    .filter(
      ({ name }) =>
        name.startsWith(prefix ?? '') &&
        name.toLowerCase().includes((pattern ?? '').toLowerCase()) &&
        (names === undefined || names.includes(name)),
    );
  const { items, next } = page(wanted, ({ name }) => name, input.nextToken, input.limit);
  return {
    logGroups: items.map((group) => ({
      logGroupName: group.name,
      creationTime: group.createdMs,
      metricFilterCount: metricFilters(context).entries(filterKey(group.name, '')).length,
      arn: `${groupArn(context, group.name)}:*`,
      logGroupArn: groupArn(context, group.name),
      logGroupClass: 'STANDARD' as const,
      storedBytes: group.storedBytes,
      ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
      ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    })),
    ...next,
  };
}
