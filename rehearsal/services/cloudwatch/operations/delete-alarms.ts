import type { DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { alarms } from '../alarm/alarm.ts';
import { recordConfiguration } from '../alarm/history.ts';
import { alarmNotFound } from '../errors.ts';

/** All or none. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html */
export function deleteAlarms(input: DeleteAlarmsCommandInput, context: Context): Output<DeleteAlarmsCommandOutput> {
  const table = alarms(context);
  const found = (input.AlarmNames ?? []).map((name) => {
    const alarm = table.get(name);
    if (alarm === undefined) throw alarmNotFound(name);
    return alarm;
  });
  context.store.transaction(() => {
    for (const alarm of found) {
      table.delete(alarm.name);
      recordConfiguration(context, alarm, 'deleted');
    }
  });
  return {};
}
