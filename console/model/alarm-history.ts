import { type AlarmHistoryItem, type CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
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
/** From which state to which an item tells of; undefined where there is none that does. */
const changeIn = (item: AlarmHistoryItem | undefined) =>
  historyData.safeParse(JSON.parse(item?.HistoryData ?? '{}')).data;

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
      return AlarmHistoryItems.flatMap((item): AlarmChange[] => {
        const change = changeIn(item);
        if (item.Timestamp === undefined || change === undefined) return [];
        const { stateValue: state, stateReason: says } = change.newState;
        return [{ atMs: item.Timestamp.getTime(), name: AlarmName, state, says }];
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
  const change = changeIn(first);
  if (change === undefined) return UNKNOWN;
  const { stateValue: state, stateReason: says } = change.oldState;
  return { state, says };
}
