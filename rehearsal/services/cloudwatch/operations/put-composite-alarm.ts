import type { PutCompositeAlarmCommandInput, PutCompositeAlarmCommandOutput } from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { alarmArn, alarms, type StoredCompositeAlarm } from '../alarm/alarm.ts';
import { recordConfiguration } from '../alarm/history.ts';
import { parseAlarmRule, ruleAlarms } from '../alarm/rule.ts';
import { evaluateSoon, recordActionsNotRun } from '../alarm/runner.ts';
import { notSupported, validationError } from '../errors.ts';

const REFUSED = [
  'ActionsSuppressor',
  'ActionsSuppressorWaitPeriod',
  'ActionsSuppressorExtensionPeriod',
  'ActionConfiguration',
] as const;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function putCompositeAlarm(
  input: PutCompositeAlarmCommandInput,
  context: Context,
): Output<PutCompositeAlarmCommandOutput> {
  for (const member of REFUSED) if (input[member] !== undefined) throw notSupported('PutCompositeAlarm', member);
  const { Tags, ...configuration } = input;
  const name = input.AlarmName ?? '';
  const named = ruleAlarms(parseAlarmRule(input.AlarmRule ?? ''));
  const table = alarms(context);
  for (const other of named) {
    if (table.get(other) === undefined) throw validationError(`The alarm ${other} of the AlarmRule does not exist`);
    if (reaches(context, other, name))
      throw validationError(`The AlarmRule of ${name} leads back to itself through ${other}`);
  }
  const known = table.get(name);
  if (known?.kind === 'metric') throw validationError(`There is a metric alarm with the name ${name}`);
  const nowMs = context.clock.now();
  const alarm: StoredCompositeAlarm = {
    kind: 'composite',
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
  context.store.transaction(() => {
    table.put(name, alarm);
    recordConfiguration(context, alarm, known === undefined ? 'created' : 'updated');
    recordActionsNotRun(context, alarm);
  });
  evaluateSoon(context.scope(context.region, context.account), name);
  return {};
}

/** Whether an alarm's rule names `goal`, directly or through others. */
function reaches(context: Context, from: string, goal: string): boolean {
  if (from === goal) return true;
  const alarm = alarms(context).get(from);
  if (alarm?.kind !== 'composite') return false;
  return ruleAlarms(parseAlarmRule(alarm.configuration.AlarmRule ?? '')).some((next) => reaches(context, next, goal));
}
