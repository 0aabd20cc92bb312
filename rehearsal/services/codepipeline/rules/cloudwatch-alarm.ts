import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ActionFailed, type RuleJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

const MINUTE_MS = 60_000;
/** Where AlarmStates is left out. */
const DEFAULT_STATES = 'ALARM';

/**
 * Fails when the alarm is in one of the states to look out for. `WaitTime` (minutes) passes before the alarm is looked at,
 * so that it has time to change; the documentation says no more than that.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
 */
export async function cloudWatchAlarm(job: RuleJob): Promise<Outcome> {
  const name = job.setting('AlarmName');
  const states = (job.configuration.AlarmStates ?? DEFAULT_STATES).split(',').map((state) => state.trim());
  const untilMs = job.startedMs + waitMinutes(job) * MINUTE_MS;
  while (job.scope.clock.now() < untilMs) await job.wait(`rule ${job.runId}`, untilMs - job.scope.clock.now());
  const client = await job.client(CloudWatchClient);
  const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const state = [...metric, ...composite][0]?.StateValue;
  if (state === undefined) throw new ActionFailed('ConfigurationError', `The alarm ${name} does not exist`);
  const summary = `Alarm ${name} is in state ${state}`;
  return states.includes(state)
    ? { status: 'Failed', summary, error: { code: 'RuleFailed', message: summary } }
    : { status: 'Succeeded', summary };
}

function waitMinutes(job: RuleJob): number {
  const text = job.configuration.WaitTime ?? '0';
  if (!/^\d+$/.test(text))
    throw new ActionFailed('ConfigurationError', `WaitTime is ${text}; it has to be a number of minutes`);
  return Number(text);
}
