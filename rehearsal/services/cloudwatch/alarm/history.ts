import type { AlarmType, HistoryItemType } from '@aws-sdk/client-cloudwatch';
import { uuid } from '../../../kernel/ids.ts';
import type { Scope } from '../../../kernel/service.ts';
import type { Table } from '../../../kernel/store.ts';
import type { AlarmState, StoredAlarm } from './alarm.ts';

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: AlarmType;
  /** Virtual milliseconds. */
  readonly atMs: number;
  readonly type: HistoryItemType;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

/** By instant: the order of keys is the order in which things happened. */
export const history = (scope: Scope): Table<HistoryItem> => scope.table('cloudwatch.alarmHistory');

function addItem(scope: Scope, alarm: StoredAlarm, type: HistoryItemType, summary: string, data: object): void {
  const atMs = scope.clock.now();
  const items = history(scope);
  const instant = String(atMs).padStart(15, '0');
  const order = String(items.entries(instant).length).padStart(6, '0');
  const alarmType = alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
  items.put(`${instant} ${order} ${uuid()}`, {
    alarmName: alarm.name,
    alarmType,
    atMs,
    type,
    summary,
    data: JSON.stringify({ version: '1.0', ...data }),
  });
}

const stateData = ({ value, reason, reasonData }: AlarmState): object => ({
  stateValue: value,
  stateReason: reason,
  ...(reasonData === undefined ? {} : { stateReasonData: JSON.parse(reasonData) }),
});

export function recordConfiguration(scope: Scope, alarm: StoredAlarm, what: 'created' | 'updated' | 'deleted'): void {
  const type = { created: 'Create', updated: 'Update', deleted: 'Delete' }[what];
  const data = { type, [`${what}Alarm`]: { ...alarm.configuration, alarmName: alarm.name, alarmArn: alarm.arn } };
  addItem(scope, alarm, 'ConfigurationUpdate', `Alarm "${alarm.name}" ${what}`, data);
}

export function recordTransition(scope: Scope, alarm: StoredAlarm, from: AlarmState): void {
  const data = { oldState: stateData(from), newState: stateData(alarm.state) };
  addItem(scope, alarm, 'StateUpdate', `Alarm updated from ${from.value} to ${alarm.state.value}`, data);
}

export function recordAction(
  scope: Scope,
  alarm: StoredAlarm,
  action: string,
  message: string | undefined,
  error: string | undefined,
) {
  const summary =
    error === undefined
      ? `Successfully executed action ${action}`
      : `Failed to execute action ${action}. Received error: "${error}"`;
  addItem(scope, alarm, 'Action', summary, {
    actionState: error === undefined ? 'Succeeded' : 'Failed',
    stateUpdateTimestamp: alarm.state.updatedMs,
    notificationResource: action,
    ...(message === undefined ? {} : { publishedMessage: message }),
    ...(error === undefined ? {} : { error }),
  });
}
