import type { SetAlarmStateCommandInput, SetAlarmStateCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { alarms } from '../alarm/alarm.ts';
import { changeState } from '../alarm/runner.ts';
import { alarmNotFound, validationError } from '../errors.ts';

/** Holds until the next evaluation. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export function setAlarmState(input: SetAlarmStateCommandInput, context: Context): Output<SetAlarmStateCommandOutput> {
  const name = input.AlarmName ?? '';
  const { StateValue, StateReason = '', StateReasonData } = input;
  const alarm = alarms(context).get(name);
  if (alarm === undefined) throw alarmNotFound(name);
  if (StateValue !== 'OK' && StateValue !== 'ALARM' && StateValue !== 'INSUFFICIENT_DATA')
    throw validationError(`StateValue must be OK, ALARM or INSUFFICIENT_DATA, not ${StateValue}`);
  if (StateReasonData !== undefined) checkJson(StateReasonData);
  const nowMs = context.clock.now();
  changeState(context.scope(context.region, context.account), alarm, {
    value: StateValue,
    reason: StateReason,
    reasonData: StateReasonData,
    updatedMs: nowMs,
    transitionedMs: StateValue === alarm.state.value ? alarm.state.transitionedMs : nowMs,
  });
  return {};
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validationError(`StateReasonData must be JSON: ${error.message}`);
  }
}
