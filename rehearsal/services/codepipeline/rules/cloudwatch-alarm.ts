import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ActionFailed, type RuleJob } from '../job.ts';
import type { Outcome } from '../machine/finish.ts';

const MINUTE_MS = 60_000;
/** Where AlarmStates is left out. */
const DEFAULT_STATES = 'ALARM';
/** The alarm is seen to change when its event comes; it is looked at this often in any case. */
const LOOK_EVERY_MS = MINUTE_MS;
/** Remembered once the alarm has been seen outside the states to look out for. */
const SEEN_WELL = 'seenWell';

/**
 * Watches an alarm for `WaitTime` (minutes): fails at once when it enters one of the states to look out for, and at the
 * end when it is in one. An alarm that is in one from the start has the wait time to leave it.
 *
 * AWS says two things, and this holds for both: the rule reference lets an alarm change to OK within the wait time, and
 * the announcement rolls a stage back "if an alarm goes into ALARM within 60 minutes".
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
 */
export async function cloudWatchAlarm(job: RuleJob): Promise<Outcome | undefined> {
  const name = job.setting('AlarmName');
  const states = (job.configuration.AlarmStates ?? DEFAULT_STATES).split(',').map((state) => state.trim());
  const untilMs = job.startedMs + waitMinutes(job) * MINUTE_MS;
  while (job.isOpen()) {
    const state = await stateOf(job, name);
    const watchedFor = states.includes(state);
    const leftMs = untilMs - job.scope.clock.now();
    const summary = `Alarm ${name} is in state ${state}`;
    if (watchedFor && (leftMs <= 0 || job.recall(SEEN_WELL) !== undefined))
      return { status: 'Failed', summary, error: { code: 'RuleFailed', message: summary } };
    if (leftMs <= 0) return { status: 'Succeeded', summary };
    if (!watchedFor && job.recall(SEEN_WELL) === undefined) job.remember({ [SEEN_WELL]: state });
    await job.wait(`alarm ${name}`, Math.min(leftMs, LOOK_EVERY_MS));
  }
  return undefined;
}

async function stateOf(job: RuleJob, name: string): Promise<string> {
  const client = await job.client(CloudWatchClient);
  const { MetricAlarms: metric = [], CompositeAlarms: composite = [] } = await client.send(
    new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const state = [...metric, ...composite][0]?.StateValue;
  if (state === undefined) throw new ActionFailed('ConfigurationError', `The alarm ${name} does not exist`);
  return state;
}

function waitMinutes(job: RuleJob): number {
  const text = job.configuration.WaitTime ?? '0';
  if (!/^\d+$/.test(text))
    throw new ActionFailed('ConfigurationError', `WaitTime is ${text}; it has to be a number of minutes`);
  return Number(text);
}
