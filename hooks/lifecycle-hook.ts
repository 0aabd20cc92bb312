import * as z from 'zod/mini';
import { guardedVerdict } from './guarded-verdict.ts';
import type { Verdict } from './verdict.ts';

/**
 * Payload with which CodeDeploy invokes a lifecycle hook.
 * https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#reference-appspec-file-structure-hooks-section-structure-lambda-sample-function
 */
const LifecycleEvent = z.object({
  DeploymentId: z.string().check(z.minLength(1)),
  LifecycleEventHookExecutionId: z.string().check(z.minLength(1)),
});

/** Status that `PutLifecycleEventHookExecutionStatus` accepts from a hook. */
export type HookStatus = 'Succeeded' | 'Failed';

/** The outside of a hook, given by its handler and by tests. */
export interface HookEnvironment {
  /** Time left before Lambda ends the invocation. */
  readonly remainingTimeMs: number;
  /** Tells CodeDeploy. */
  readonly report: (deploymentId: string, hookExecutionId: string, status: HookStatus) => Promise<void>;
  /** Observes and decides. */
  readonly judge: (deploymentId: string) => Promise<Verdict>;
  /** Writes one structured log line. */
  readonly log: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * Runs a lifecycle hook and reports to CodeDeploy exactly once: Succeeded for the verdict `pass`, Failed for every
 * other verdict, for any error thrown by `judge`, and when the time is nearly up. Without it CodeDeploy would wait an
 * hour for a hook that is stuck.
 *
 * @throws where the event is not CodeDeploy's (there is nobody to report to), or the report is refused.
 */
export async function runLifecycleHook(event: unknown, environment: HookEnvironment): Promise<void> {
  const { DeploymentId, LifecycleEventHookExecutionId } = LifecycleEvent.parse(event);
  const outcome = await guardedVerdict(() => environment.judge(DeploymentId), environment.remainingTimeMs);
  const status: HookStatus = outcome.verdict === 'pass' ? 'Succeeded' : 'Failed';
  environment.log({ deploymentId: DeploymentId, ...outcome, status });
  await environment.report(DeploymentId, LifecycleEventHookExecutionId, status);
}
