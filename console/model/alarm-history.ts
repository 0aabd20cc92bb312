import { type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { z } from 'zod';
import type { AlarmState } from './alarm-view.ts';

/** A change of an alarm's state. */
export interface AlarmChange {
  readonly atMs: number;
  readonly name: string;
  readonly state: string;
  readonly says: string;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_AlarmHistoryItem.html */
const told = z.object({ stateValue: z.string(), stateReason: z.string().default('') });
const historyData = z.object({ oldState: told, newState: told });

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

const UNKNOWN: AlarmState = { state: 'UNKNOWN', says: 'CloudWatch keeps the changes of an alarm for 30 days.' };

/**
 * What an alarm, which has changed since, said at an instant: what it came from when it first changed after that.
 * @returns `UNKNOWN` where CloudWatch no longer has that change
 */
export async function readAlarmState(client: CloudWatchClient, name: string, atMs: number): Promise<AlarmState> {
  const { AlarmHistoryItems: [first] = [] } = await client.send(
    new DescribeAlarmHistoryCommand({
      AlarmName: name,
      HistoryItemType: 'StateUpdate',
      StartDate: new Date(atMs + 1),
      ScanBy: 'TimestampAscending',
      MaxRecords: 1,
    }),
  );
  const data = historyData.safeParse(JSON.parse(first?.HistoryData ?? '{}'));
  if (!data.success) return UNKNOWN;
  const { stateValue: state, stateReason: says } = data.data.oldState;
  return { state, says };
}
