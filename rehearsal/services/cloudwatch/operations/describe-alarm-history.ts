import type { DescribeAlarmHistoryCommandInput, DescribeAlarmHistoryCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { history } from '../alarm/history.ts';
import { notSupported } from '../errors.ts';
import { page } from '../paging.ts';

const PAGE = 100;
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html */
export function describeAlarmHistory(
  input: DescribeAlarmHistoryCommandInput,
  context: Context,
): Output<DescribeAlarmHistoryCommandOutput> {
  if (input.AlarmContributorId !== undefined) throw notSupported('DescribeAlarmHistory', 'AlarmContributorId');
  const { AlarmName, AlarmTypes = ['MetricAlarm'], HistoryItemType, ScanBy } = input;
  const from = Math.max(input.StartDate?.getTime() ?? 0, context.clock.now() - KEPT_MS);
  const until = input.EndDate?.getTime() ?? Number.POSITIVE_INFINITY;
  const found = history(context)
    .values()
    .filter(
      ({ alarmName, alarmType, type, atMs }) =>
        (AlarmName === undefined || alarmName === AlarmName) &&
        AlarmTypes.includes(alarmType) &&
        (HistoryItemType === undefined || type === HistoryItemType) &&
        atMs >= from &&
        atMs <= until,
    );
  const ordered = ScanBy === 'TimestampAscending' ? found : found.reverse();
  const { items, next } = page(ordered, input.MaxRecords ?? PAGE, input.NextToken);
  return {
    AlarmHistoryItems: items.map(({ alarmName, alarmType, atMs, type, summary, data }) => ({
      AlarmName: alarmName,
      AlarmType: alarmType,
      Timestamp: new Date(atMs),
      HistoryItemType: type,
      HistorySummary: summary,
      HistoryData: data,
    })),
    ...next,
  };
}
