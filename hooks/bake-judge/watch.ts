import * as z from 'zod/mini';
import type { BakeJudgeEnvironment } from './contract.ts';
import { type BakeLimits, decideBake, decideEnd, type LogEvidence, type Minute } from './decide.ts';

const text = z.string().check(z.minLength(1));

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
const DeploymentEvent = z.object({
  source: z.literal('aws.codedeploy'),
  detail: z.object({
    application: text,
    deploymentGroup: text,
    deploymentId: text,
    state: z.enum(['START', 'READY', 'SUCCESS', 'FAILURE', 'STOP']),
  }),
});
/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-rule-schedule.html */
const Tick = z.object({ source: z.literal('aws.events') });
const JudgeEvent = z.union([DeploymentEvent, Tick]);

/** The outside of the judge, given by its handler and by tests. */
export interface JudgeOutside {
  /** Id of the group's deployment that is under way. */
  readonly activeDeployment: () => Promise<string | undefined>;
  readonly deployment: (id: string) => Promise<{ readonly createdMs: number; readonly ended: boolean }>;
  /** Counts of both versions by the minute, in `[fromMs, toMs)`. */
  readonly minutes: (fromMs: number, toMs: number) => Promise<readonly Minute[]>;
  /** The highest of each kind of evidence that was published, in `[fromMs, toMs)`; 0 where none was. */
  readonly highestEvidence: (fromMs: number, toMs: number) => Promise<LogEvidence>;
  readonly publish: (evidence: LogEvidence, atMs: number) => Promise<void>;
  readonly setSchedule: (enabled: boolean) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

const MINUTE_MS = 60_000;

const limitsOf = ({ ALPHA, SLOW_MS, MARGIN_PERCENT }: BakeJudgeEnvironment): BakeLimits => ({
  alpha: ALPHA,
  slowMs: SLOW_MS,
  marginPercent: MARGIN_PERCENT,
});

/** From the minute of a deployment's creation to that which is under way. */
const span = (createdMs: number, nowMs: number): readonly [number, number] => [
  Math.floor(createdMs / MINUTE_MS) * MINUTE_MS,
  (Math.floor(nowMs / MINUTE_MS) + 1) * MINUTE_MS,
];

/** A minute of looks: one at once, then one every `LOOK_SECONDS`, until the deployment has ended. */
async function watchOneMinute(id: string, environment: BakeJudgeEnvironment, outside: JudgeOutside): Promise<void> {
  const startMs = outside.nowMs();
  const stepMs = environment.LOOK_SECONDS * 1_000;
  for (let dueMs = 0; dueMs < MINUTE_MS; dueMs += stepMs) {
    const leftMs = startMs + dueMs - outside.nowMs();
    if (leftMs > 0) await outside.wait(leftMs);
    const { createdMs, ended } = await outside.deployment(id);
    if (ended) return;
    const minutes = await outside.minutes(...span(createdMs, outside.nowMs()));
    const { evidence, ...judged } = decideBake(minutes, limitsOf(environment));
    // Nothing is written unless everything was read: silence while both versions have traffic is what an alarm is for.
    await outside.publish(evidence, outside.nowMs());
    outside.log({ deploymentId: id, newVersion: environment.NEW_VERSION, ...judged, evidence });
  }
}

/** Writes down how a bake ended. It changes nothing any more. */
async function conclude(id: string, state: string, environment: BakeJudgeEnvironment, outside: JudgeOutside) {
  const { createdMs } = await outside.deployment(id);
  const bake = span(createdMs, outside.nowMs());
  const [minutes, highest] = await Promise.all([outside.minutes(...bake), outside.highestEvidence(...bake)]);
  const { evidence, ...judged } = decideEnd(minutes, highest, limitsOf(environment));
  outside.log({ deploymentId: id, newVersion: environment.NEW_VERSION, ended: state, ...judged, evidence });
}

/**
 * What the judge does when it is woken.
 *
 * - A deployment of its group starts: the schedule is enabled, and the first minute of looks begins.
 * - The schedule's minute: a minute of looks, while a deployment is under way; otherwise the schedule is disabled, so that
 *   events that come out of order or never cannot leave it running.
 * - A deployment ends: the schedule is disabled unless another is under way, and the verdict is written down.
 *
 * Nothing here can stop or release anything: the alarms on what is published do.
 *
 * @throws where the event is of another kind or group, and where a call fails: then nothing is published for this look
 */
export async function judgeBake(
  event: unknown,
  environment: BakeJudgeEnvironment,
  outside: JudgeOutside,
): Promise<void> {
  const parsed = JudgeEvent.parse(event);
  if (parsed.source === 'aws.codedeploy') {
    const { application, deploymentGroup, deploymentId, state } = parsed.detail;
    const { APPLICATION_NAME, DEPLOYMENT_GROUP_NAME } = environment;
    if (application !== APPLICATION_NAME || deploymentGroup !== DEPLOYMENT_GROUP_NAME)
      throw new Error(
        `an event of ${application}/${deploymentGroup}, but this judge is of ${APPLICATION_NAME}/${DEPLOYMENT_GROUP_NAME}`,
      );
    if (state === 'START') {
      await outside.setSchedule(true);
      return watchOneMinute(deploymentId, environment, outside);
    }
    if (state === 'READY') return;
    if ((await outside.activeDeployment()) === undefined) await outside.setSchedule(false);
    return conclude(deploymentId, state, environment, outside);
  }
  const active = await outside.activeDeployment();
  if (active === undefined) return outside.setSchedule(false);
  return watchOneMinute(active, environment, outside);
}
