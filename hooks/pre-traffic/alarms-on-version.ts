import * as z from 'zod/mini';
import { answer, type CustomResourceEnvironment, customResourceRequest } from '../custom-resource.ts';
import type { Verdict } from '../verdict.ts';
import { verdictInTime } from '../verdict-in-time.ts';

/** Type of the custom resource. */
export const ALARMS_ON_VERSION = 'Custom::AlarmsOnVersion';

const text = z.string().check(z.minLength(1));
const shape = {
  AliasArn: text,
  /** The version that the alarms have been pointed to. */
  Version: text,
  /** Those of the deployment group. */
  AlarmNames: z.array(text),
};
export type AlarmsOnVersionProperties = z.infer<z.ZodMiniObject<typeof shape>>;
const Request = customResourceRequest(shape);
type Request = z.infer<typeof Request>;

/** The outside of the wait, given by its handler and by tests. */
export interface AlarmsOnVersionEnvironment extends CustomResourceEnvironment {
  /** Time left before Lambda ends the invocation. */
  readonly remainingTimeMs: number;
  /** Which of these alarms are in ALARM. */
  readonly redAlarms: (names: readonly string[]) => Promise<readonly string[]>;
  readonly nowMs: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** CloudWatch evaluates an alarm once a minute, some seconds after the minute. */
const LONGEST_WAIT_MS = 90_000;
const LOOK_EVERY_MS = 5_000;

/**
 * Stands between a group's alarms and its alias: each release points the alarms to its own version, but an alarm that is updated
 * keeps its state until it is evaluated again, and CodeDeploy refuses every deployment while one is red. Without the wait, neither
 * a fix nor the way back gets past the alarm of the very version that it replaces.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 *
 * It lets nothing past a red alarm: where one stays red it says so, and CodeDeploy refuses. Alarms that cannot be read fail the
 * stack, as they would fail the deployment.
 *
 * @throws where the event is not CloudFormation's (there is nobody to answer), or the answer is refused
 */
export async function runAlarmsOnVersion(event: unknown, environment: AlarmsOnVersionEnvironment): Promise<void> {
  const request = Request.parse(event);
  const id = request.RequestType === 'Delete' ? request.PhysicalResourceId : request.ResourceProperties.AliasArn;
  const verdict = await verdictInTime(() => untilEvaluated(request, environment), environment.remainingTimeMs);
  await answer(request, id, verdict, environment);
}

async function untilEvaluated(
  request: Request,
  { redAlarms, nowMs, wait }: AlarmsOnVersionEnvironment,
): Promise<Verdict> {
  if (request.RequestType !== 'Update') return { verdict: 'pass', reason: 'nothing shifts' };
  const { Version, AlarmNames } = request.ResourceProperties;
  if (request.OldResourceProperties.Version === Version) return { verdict: 'pass', reason: 'the version is the same' };
  const untilMs = nowMs() + LONGEST_WAIT_MS;
  for (;;) {
    const red = await redAlarms(AlarmNames);
    if (red.length === 0) return { verdict: 'pass', reason: `no alarm is red for version ${Version}` };
    if (nowMs() + LOOK_EVERY_MS > untilMs)
      return { verdict: 'pass', reason: `still red, so CodeDeploy will refuse: ${red.join(', ')}` };
    await wait(LOOK_EVERY_MS);
  }
}
