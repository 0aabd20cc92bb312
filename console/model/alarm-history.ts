import { type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly atMs: number;
  readonly name: string;
  readonly state: string;
  readonly says: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
const historyData = z.object({ newState: z.object({ stateValue: z.string(), stateReason: z.string().default('') }) });

/** The changes of some alarms within a time, the oldest first. */
export async function readAlarmChanges(
  client: CloudWatchClient,
  names: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<AlarmChange[]> {
  const read = await Promise.all(
    names.map(async (AlarmName) => {
      const { AlarmHistoryItems = [] } = await client.send(
        new DescribeAlarmHistoryCommand({
          AlarmName,
          HistoryItemType: 'StateUpdate',
          StartDate: new Date(fromMs),
          EndDate: new Date(toMs),
        }),
      );
      return AlarmHistoryItems.flatMap(({ Timestamp, HistoryData = '{}' }): AlarmChange[] => {
        const data = historyData.safeParse(JSON.parse(HistoryData));
        if (Timestamp === undefined || !data.success) return [];
        const { stateValue: state, stateReason: says } = data.data.newState;
        return [{ atMs: Timestamp.getTime(), name: AlarmName, state, says }];
      });
    }),
  );
  return read.flat().sort((a, b) => a.atMs - b.atMs);
}
