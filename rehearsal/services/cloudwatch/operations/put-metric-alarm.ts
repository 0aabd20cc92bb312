import type { PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { alarmArn, alarms, type StoredMetricAlarm } from '../alarm/alarm.ts';
import { checkMetricAlarm } from '../alarm/check.ts';
import { evaluateMetricAlarm } from '../alarm/evaluate.ts';
import { recordConfiguration } from '../alarm/history.ts';
import { evaluateSoon, recordActionsNotRun, watchAlarms } from '../alarm/runner.ts';
import { validationError } from '../errors.ts';

/**
 * A new alarm starts in INSUFFICIENT_DATA and is evaluated at once; an existing one keeps its state.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export function putMetricAlarm(
  input: PutMetricAlarmCommandInput,
  context: Context,
): Output<PutMetricAlarmCommandOutput> {
  checkMetricAlarm(input);
  const { Tags, ...configuration } = input;
  const name = input.AlarmName ?? '';
  const known = alarms(context).get(name);
  if (known?.kind === 'composite') throw validationError(`There is a composite alarm with the name ${name}`);
  const nowMs = context.clock.now();
  const alarm: StoredMetricAlarm = {
    kind: 'metric',
    name,
    arn: alarmArn(context, name),
    configuration,
    configuredMs: nowMs,
    state: known?.state ?? {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      updatedMs: nowMs,
      transitionedMs: nowMs,
    },
    tags: known?.tags ?? tagsByName(Tags),
  };
  evaluateMetricAlarm(context, alarm, nowMs); // refuses here what could not be evaluated later
  context.store.transaction(() => {
    alarms(context).put(name, alarm);
    recordConfiguration(context, alarm, known === undefined ? 'created' : 'updated');
    recordActionsNotRun(context, alarm);
  });
  evaluateSoon(context.scope(context.region, context.account), name);
  watchAlarms(context);
  return {};
}
