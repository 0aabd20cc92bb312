import {
  type Deployment,
  type DeploymentStatus,
  EVENTS,
  type EventName,
  type EventStatus,
  type LifecycleEvent,
  type RollbackEvent,
  type Routing,
} from './model.ts';

/* The pure half of a deployment: what is next, and what follows from what was seen. */

const MINUTE_MS = 60_000;
/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html: a hook has one hour. */
export const HOOK_TIMEOUT_MS = 60 * MINUTE_MS;

/** One step of a shift: `percent` of the traffic on the new version, `afterMs` after the shift began. */
export interface Shift {
  readonly afterMs: number;
  readonly percent: number;
}

/**
 * The steps of a shift. A linear one makes its last step after as many intervals as it has steps before it (90 % to 100 %
 * after nine intervals of 10 %); AWS documents nine and ten.
 */
export function planShifts(routing: Routing): Shift[] {
  switch (routing.kind) {
    case 'allAtOnce':
      return [{ afterMs: 0, percent: 100 }];
    case 'canary':
      return [
        { afterMs: 0, percent: routing.percent },
        { afterMs: routing.minutes * MINUTE_MS, percent: 100 },
      ];
    case 'linear': {
      const steps = Math.ceil(100 / routing.percent);
      return Array.from({ length: steps }, (_, step) => ({
        afterMs: step * routing.everyMinutes * MINUTE_MS,
        percent: Math.min(100, (step + 1) * routing.percent),
      }));
    }
  }
}

export const eventOf = (deployment: Deployment, name: EventName): LifecycleEvent =>
  deployment.events.find((event) => event.name === name) ?? { name, status: 'Pending' };

export function withEvent(deployment: Deployment, name: EventName, change: Partial<LifecycleEvent>): Deployment {
  return {
    ...deployment,
    events: deployment.events.map((event) => (event.name === name ? { ...event, ...change } : event)),
  };
}

export const freshEvents = (): LifecycleEvent[] => EVENTS.map((name) => ({ name, status: 'Pending' }));

/** What a deployment does next. */
export type Step =
  | { readonly do: 'start' }
  | { readonly do: 'skip'; readonly event: EventName }
  | {
      readonly do: 'invokeHook';
      readonly event: 'BeforeAllowTraffic' | 'AfterAllowTraffic';
      readonly functionName: string;
    }
  | { readonly do: 'awaitHook'; readonly event: EventName; readonly deadlineMs: number }
  | { readonly do: 'shift'; readonly percent: number; readonly atMs: number; readonly last: boolean }
  | { readonly do: 'finish' };

/** The next step of a deployment that has not ended. */
export function nextStep(deployment: Deployment, nowMs: number): Step {
  for (const { name, status, startMs } of deployment.events) {
    if (status === 'Succeeded' || status === 'Skipped') continue;
    if (name === 'Start') return { do: 'start' };
    if (name === 'End') return { do: 'finish' };
    if (name === 'AllowTraffic') {
      const shifts = planShifts(deployment.routing);
      const shift = shifts[deployment.shiftsDone];
      if (shift === undefined) return { do: 'finish' };
      const atMs = (deployment.shiftStartMs ?? nowMs) + shift.afterMs;
      return { do: 'shift', percent: shift.percent, atMs, last: deployment.shiftsDone === shifts.length - 1 };
    }
    const functionName = deployment.revision.hooks[name];
    if (functionName === undefined) return { do: 'skip', event: name };
    if (!deployment.hookInvoked.includes(name)) return { do: 'invokeHook', event: name, functionName };
    return { do: 'awaitHook', event: name, deadlineMs: (startMs ?? nowMs) + HOOK_TIMEOUT_MS };
  }
  return { do: 'finish' };
}

/** Why a deployment ends before its time. */
export interface Failure {
  readonly status: Extract<DeploymentStatus, 'Failed' | 'Stopped'>;
  readonly code: string;
  readonly message: string;
  /** What the group may roll back on; absent where the deployment has done nothing that could be taken back. */
  readonly rollbackEvent?: RollbackEvent;
}

export const hookFailed = (event: EventName): Failure => ({
  status: 'Failed',
  code: 'HOOK_EXECUTION_FAILURE',
  message: `One or more of the lifecycle event validation functions failed: ${event}.`,
  rollbackEvent: 'DEPLOYMENT_FAILURE',
});
export const hookSilent = (event: EventName): Failure => ({
  status: 'Failed',
  code: 'HOOK_EXECUTION_FAILURE',
  message: `The validation function of ${event} did not report a status within one hour.`,
  rollbackEvent: 'DEPLOYMENT_FAILURE',
});
export const alarmActive = (names: readonly string[]): Failure => ({
  status: 'Stopped',
  code: 'ALARM_ACTIVE',
  message: `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${names.join(', ')}>`,
  rollbackEvent: 'DEPLOYMENT_STOP_ON_ALARM',
});
export const alarmsUnreadable = (why: string): Failure => ({
  status: 'Stopped',
  code: 'ALARM_ACTIVE',
  message: `The status of the alarms could not be read, and the deployment was stopped: ${why}`,
  rollbackEvent: 'DEPLOYMENT_STOP_ON_ALARM',
});
export const stoppedByUser: Failure = {
  status: 'Stopped',
  code: 'MANUAL_STOP',
  message: 'The deployment was stopped by a user.',
  rollbackEvent: 'DEPLOYMENT_STOP_ON_REQUEST',
};
export const failedWith = (code: string, message: string): Failure => ({
  status: 'Failed',
  code,
  message,
  rollbackEvent: 'DEPLOYMENT_FAILURE',
});

/** Of a deployment that may not begin: it has not touched its alias, and leaves it as it is. */
const refused = (message: string): Failure => ({ status: 'Failed', code: 'INVALID_LAMBDA_CONFIGURATION', message });

/** The alias as Lambda tells it. */
export interface AliasFacts {
  readonly version: string;
  readonly routedVersions: readonly string[];
}

/** Whether a deployment may begin on an alias; a rollback may, since taking back a split is what it is for. */
export function checkAlias(deployment: Deployment, alias: AliasFacts): Failure | undefined {
  if (deployment.rollbackOf !== undefined) return undefined;
  const { functionName, alias: name, currentVersion } = deployment.revision;
  if (alias.routedVersions.length > 0)
    return refused(
      `The alias ${name} of function ${functionName} routes traffic to two versions (${alias.version} and ${alias.routedVersions.join(', ')}). Point it to one version before you deploy.`,
    );
  if (alias.version !== currentVersion)
    return refused(
      `The alias ${name} of function ${functionName} is on version ${alias.version}, and the AppSpec says that its current version is ${currentVersion}.`,
    );
  return undefined;
}

/** Ends a deployment that failed or was stopped: what was under way is Failed, what had not begun is Skipped. */
export function endWith(deployment: Deployment, failure: Failure, nowMs: number): Deployment {
  const ended = (status: EventStatus): EventStatus =>
    status === 'InProgress' ? 'Failed' : status === 'Pending' ? 'Skipped' : status;
  return {
    ...deployment,
    status: failure.status,
    error: { code: failure.code, message: failure.message },
    endedMs: nowMs,
    events: deployment.events.map((event) => ({
      ...event,
      status: ended(event.status),
      ...(event.status === 'InProgress' ? { endMs: nowMs, diagnostics: failure.message } : {}),
    })),
  };
}

/** The deployment that takes another back: the same alias, the other way round, all at once, without hooks and alarms. */
export function rollbackOf(deployment: Deployment, id: string, nowMs: number): Deployment {
  const { revision } = deployment;
  const back = {
    ...revision,
    currentVersion: revision.targetVersion,
    targetVersion: revision.currentVersion,
    hooks: {},
  };
  const {
    error: _e,
    startedMs: _s,
    endedMs: _n,
    shiftStartMs: _h,
    rolledBackBy: _r,
    stopRequested: _q,
    ...rest
  } = deployment;
  return {
    ...rest,
    id,
    configName: 'CodeDeployDefault.LambdaAllAtOnce',
    routing: { kind: 'allAtOnce' },
    revision: back,
    alarms: { enabled: false, names: [], ignorePollFailure: false },
    rollbackOn: [],
    creator: 'codeDeployRollback',
    description: `Roll back of deployment ${deployment.id}`,
    createdMs: nowMs,
    status: 'Created',
    events: freshEvents(),
    percentNew: 0,
    shiftsDone: 0,
    hookInvoked: [],
    rollbackOf: deployment.id,
  };
}
