import { upperId, uuid } from '../../kernel/ids.ts';
import type { Kernel, Scope } from '../../kernel/service.ts';
import { activeAlarms, invokeHook, readAlias, setWeight } from './lambda-effects.ts';
import {
  alarmActive,
  alarmsUnreadable,
  checkAlias,
  endWith,
  eventOf,
  type Failure,
  failedWith,
  hookFailed,
  hookSilent,
  nextStep,
  rollbackOf,
  type Step,
  stoppedByUser,
  withEvent,
} from './machine.ts';
import { type Deployment, type DeploymentStatus, hasEnded } from './model.ts';
import { notifyTriggers } from './notify.ts';
import { deployments, hookExecutions, weightChanges } from './state.ts';

/** How often the alarms of a running deployment are looked at, in virtual time. AWS does not document its interval. */
export const ALARM_POLL_MS = 10_000;

/** Wakes a deployment that waits, when a hook reported or somebody stops it. By deployment id. */
const sleepers = new Map<string, AbortController>();

export function wake(deploymentId: string): void {
  sleepers.get(deploymentId)?.abort();
}

/** Takes a deployment to its end, from wherever it stands. */
export function runDeployment(scope: Scope, id: string): void {
  scope.background(`CodeDeploy deployment ${id}`, async () => {
    for (;;) {
      const deployment = deployments(scope).get(id);
      if (deployment === undefined || hasEnded(deployment) || scope.shutdown.aborted) return;
      const failure = deployment.stopRequested === undefined ? await advance(scope, deployment) : stoppedByUser;
      if (failure !== undefined) end(scope, id, failure);
    }
  });
}

function save(scope: Scope, deployment: Deployment): Deployment {
  const before = deployments(scope).get(deployment.id);
  deployments(scope).put(deployment.id, deployment);
  if (before?.status !== deployment.status) announce(scope, deployment);
  return deployment;
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-cloudwatch-events.html */
const EVENT_STATES: Readonly<Partial<Record<DeploymentStatus, string>>> = {
  Created: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

export function announce(scope: Scope, deployment: Deployment): void {
  const state = EVENT_STATES[deployment.status];
  if (state === undefined) return;
  scope.bus.publish({
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    account: scope.account,
    region: scope.region,
    resources: [
      scope.arn('codedeploy', `application:${deployment.application}`),
      scope.arn('codedeploy', `deploymentgroup:${deployment.application}/${deployment.group}`),
    ],
    detail: {
      instanceGroupId: '',
      region: scope.region,
      application: deployment.application,
      deploymentId: deployment.id,
      state,
      deploymentGroup: deployment.group,
    },
  });
  notifyTriggers(scope, deployment);
}

/** Does the next thing; answers why the deployment must end, if it must. */
async function advance(scope: Scope, deployment: Deployment): Promise<Failure | undefined> {
  try {
    const alarmed = await lookAtAlarms(scope, deployment);
    if (alarmed !== undefined) return alarmed;
    return await take(scope, deployment, nextStep(deployment, scope.clock.now()));
  } catch (error) {
    if (scope.shutdown.aborted) return undefined;
    return failureOf(error);
  }
}

const isSdkError = (error: unknown): error is Error & { $metadata: object } =>
  error instanceof Error && '$metadata' in error;

/** What another service refused ends the deployment with AWS's code; anything else is a bug. */
function failureOf(error: unknown): Failure {
  if (!isSdkError(error)) throw error;
  switch (error.name) {
    case 'AccessDenied':
    case 'AccessDeniedException':
      return failedWith(
        'IAM_ROLE_PERMISSIONS',
        `The IAM role does not give the permission that is needed: ${error.message}`,
      );
    case 'NoSuchEntity':
    case 'NoSuchEntityException':
      return failedWith('IAM_ROLE_MISSING', `The IAM role could not be found: ${error.message}`);
    case 'ResourceNotFoundException':
      return failedWith('INVALID_LAMBDA_FUNCTION', error.message);
    default:
      return failedWith('INTERNAL_ERROR', `${error.name}: ${error.message}`);
  }
}

async function lookAtAlarms(scope: Scope, deployment: Deployment): Promise<Failure | undefined> {
  const { enabled, names, ignorePollFailure } = deployment.alarms;
  if (!enabled || names.length === 0) return undefined;
  try {
    const active = await activeAlarms(scope, deployment);
    return active.length > 0 ? alarmActive(active) : undefined;
  } catch (error) {
    if (scope.shutdown.aborted || ignorePollFailure) return undefined;
    return alarmsUnreadable(error instanceof Error ? error.message : String(error));
  }
}

async function take(scope: Scope, deployment: Deployment, step: Step): Promise<Failure | undefined> {
  const nowMs = scope.clock.now();
  switch (step.do) {
    case 'start': {
      const started = { ...deployment, status: 'InProgress', startedMs: deployment.startedMs ?? nowMs } as const;
      const refused = checkAlias(started, await readAlias(scope, started));
      save(scope, withEvent(started, 'Start', { status: 'InProgress', startMs: nowMs }));
      if (refused !== undefined) return refused;
      save(scope, withEvent(started, 'Start', { status: 'Succeeded', startMs: nowMs, endMs: scope.clock.now() }));
      return undefined;
    }
    case 'skip':
      save(scope, withEvent(deployment, step.event, { status: 'Skipped' }));
      return undefined;
    case 'invokeHook': {
      const known = eventOf(deployment, step.event).hookExecutionId;
      const executionId = known ?? Buffer.from(uuid()).toString('base64url');
      hookExecutions(scope).put(executionId, { deploymentId: deployment.id, event: step.event });
      const begun = withEvent(deployment, step.event, {
        status: 'InProgress',
        startMs: nowMs,
        hookExecutionId: executionId,
      });
      save(scope, begun);
      await invokeHook(scope, begun, { functionName: step.functionName, event: step.event, executionId });
      // The hook may have reported while the call returned: what is stored now is what counts.
      const current = deployments(scope).get(deployment.id) ?? begun;
      save(scope, { ...current, hookInvoked: [...current.hookInvoked, step.event] });
      return undefined;
    }
    case 'awaitHook': {
      const event = eventOf(deployment, step.event);
      if (event.status === 'Failed') return hookFailed(step.event);
      if (nowMs >= step.deadlineMs) return hookSilent(step.event);
      await pause(scope, deployment, step.deadlineMs);
      return undefined;
    }
    case 'shift':
      return shift(scope, deployment, step);
    case 'finish':
      save(scope, {
        ...withEvent(deployment, 'End', { status: 'Succeeded', startMs: nowMs, endMs: nowMs }),
        status: 'Succeeded',
        endedMs: nowMs,
      });
      return undefined;
  }
}

async function shift(
  scope: Scope,
  deployment: Deployment,
  step: Extract<Step, { do: 'shift' }>,
): Promise<Failure | undefined> {
  const nowMs = scope.clock.now();
  if (nowMs < step.atMs) {
    await pause(scope, deployment, step.atMs);
    return undefined;
  }
  const begun = withEvent(deployment, 'AllowTraffic', {
    status: 'InProgress',
    startMs: eventOf(deployment, 'AllowTraffic').startMs ?? nowMs,
  });
  await setWeight(scope, begun, step.percent);
  noteWeight(scope, begun.id, step.percent);
  const { stopRequested } = deployments(scope).get(deployment.id) ?? {};
  const moved: Deployment = {
    ...begun,
    ...(stopRequested === undefined ? {} : { stopRequested }),
    percentNew: step.percent,
    shiftStartMs: deployment.shiftStartMs ?? nowMs,
    shiftsDone: deployment.shiftsDone + 1,
  };
  save(scope, step.last ? withEvent(moved, 'AllowTraffic', { status: 'Succeeded', endMs: scope.clock.now() }) : moved);
  return undefined;
}

function noteWeight(scope: Scope, id: string, percentNew: number): void {
  const known = weightChanges(scope).get(id) ?? [];
  weightChanges(scope).put(id, [...known, { at: new Date(scope.clock.now()).toISOString(), percentNew }]);
}

/** Waits until something is due: the instant itself, the next look at the alarms, or a wake-up. */
async function pause(scope: Scope, deployment: Deployment, untilMs: number): Promise<void> {
  const polled = deployment.alarms.enabled && deployment.alarms.names.length > 0;
  const ms = Math.max(0, untilMs - scope.clock.now());
  const sleeper = new AbortController();
  sleepers.set(deployment.id, sleeper);
  try {
    await scope.clock.sleep(
      polled ? Math.min(ms, ALARM_POLL_MS) : ms,
      AbortSignal.any([sleeper.signal, scope.shutdown]),
    );
  } catch (error) {
    if (!sleeper.signal.aborted && !scope.shutdown.aborted) throw error;
  } finally {
    sleepers.delete(deployment.id);
  }
}

/** Ends a deployment before its time and, where the group says so, starts the deployment that takes it back. */
function end(scope: Scope, id: string, failure: Failure): void {
  const deployment = deployments(scope).get(id);
  if (deployment === undefined || hasEnded(deployment)) return;
  const nowMs = scope.clock.now();
  const wanted =
    deployment.stopRequested?.rollBack ??
    (failure.rollbackEvent !== undefined && deployment.rollbackOn.includes(failure.rollbackEvent));
  const ended = endWith(deployment, failure, nowMs);
  if (!wanted || deployment.rollbackOf !== undefined) {
    save(scope, ended);
    return;
  }
  const back = rollbackOf(deployment, `d-${upperId(9)}`, nowMs);
  scope.store.transaction(() => {
    deployments(scope).put(back.id, back);
    save(scope, { ...ended, rolledBackBy: back.id });
    if (deployment.percentNew > 0) noteWeight(scope, id, 0);
  });
  announce(scope, back);
  runDeployment(scope, back.id);
}

/** Goes on with what an earlier process left unfinished. */
export function resumeDeployments(kernel: Kernel): void {
  for (const region of kernel.regions()) {
    const scope = kernel.scope(region);
    for (const deployment of deployments(scope).values())
      if (!hasEnded(deployment)) runDeployment(scope, deployment.id);
  }
}
