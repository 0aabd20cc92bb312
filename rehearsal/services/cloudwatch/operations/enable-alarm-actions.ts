import type {
  DisableAlarmActionsCommandInput,
  DisableAlarmActionsCommandOutput,
  EnableAlarmActionsCommandInput,
  EnableAlarmActionsCommandOutput,
} from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { alarms, type StoredAlarm } from '../alarm/alarm.ts';
import { recordConfiguration } from '../alarm/history.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_EnableAlarmActions.html */
export function enableAlarmActions(
  input: EnableAlarmActionsCommandInput,
  context: Context,
): Output<EnableAlarmActionsCommandOutput> {
  setActionsEnabled(context, input.AlarmNames ?? [], true);
  return {};
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DisableAlarmActions.html */
export function disableAlarmActions(
  input: DisableAlarmActionsCommandInput,
  context: Context,
): Output<DisableAlarmActionsCommandOutput> {
  setActionsEnabled(context, input.AlarmNames ?? [], false);
  return {};
}

/** Names of no alarm are passed over, as on AWS. */
function setActionsEnabled(context: Context, names: readonly string[], enabled: boolean): void {
  const table = alarms(context);
  context.store.transaction(() => {
    for (const name of names) {
      const alarm = table.get(name);
      if (alarm === undefined) continue;
      const changed = withActions(alarm, enabled, context.clock.now());
      table.put(name, changed);
      recordConfiguration(context, changed, 'updated');
    }
  });
}

function withActions(alarm: StoredAlarm, ActionsEnabled: boolean, configuredMs: number): StoredAlarm {
  return alarm.kind === 'metric'
    ? { ...alarm, configuredMs, configuration: { ...alarm.configuration, ActionsEnabled } }
    : { ...alarm, configuredMs, configuration: { ...alarm.configuration, ActionsEnabled } };
}
