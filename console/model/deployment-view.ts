import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DeploymentInfo, LambdaTarget, LifecycleEvent, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { type AlarmState, type AlarmView, toAlarm } from './alarm-view.ts';
import { type ShiftPlan, shiftPlan, weightSetMs } from './shift-plan.ts';
import { type Minutes, type ShiftSeries, totals, weightMinutes, wholeMinutes } from './shift-series.ts';

/** A shift of an alias from one version to another. Instants are milliseconds since the Unix epoch. */
export interface DeploymentView {
  readonly id: string;
  readonly stage: string;
  readonly functionName: string;
  readonly aliasName: string;
  readonly group: string;
  readonly status: string;
  readonly underWay: boolean;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly createdMs: number;
  readonly endedMs: number | undefined;
  /** The deployment that this one takes back. */
  readonly rollbackOf: string | undefined;
  /** The deployment that took this one back. */
  readonly takenBackBy: string | undefined;
  readonly oldVersion: string;
  readonly newVersion: string;
  /** Percent of the traffic that the alias is set to send to the new version. */
  readonly percentSet: number;
  /**
   * Percent that it got, by CloudWatch: while the shift goes on since the weight was last set, afterwards in the bake. Undefined
   * where no whole minute of it was measured.
   */
  readonly percentActual: number | undefined;
  readonly hooks: readonly HookView[];
  /** As they are while the shift goes on, and then as they were when it ended. */
  readonly alarms: readonly AlarmView[];
  readonly plan: ShiftPlan;
  readonly series: ShiftSeries | undefined;
}

export interface HookView {
  /** Such as `BeforeAllowTraffic`. */
  readonly name: string;
  readonly status: string;
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
  /** Why it failed, in its own words. */
  readonly says: string | undefined;
}

/** What CodeDeploy and CloudWatch said about one deployment. */
export interface DeploymentFacts {
  readonly stage: string;
  readonly info: DeploymentInfo;
  readonly target: LambdaTarget | undefined;
  readonly routing: TrafficRoutingConfig | undefined;
  /** As CloudWatch has them now. */
  readonly alarms: readonly MetricAlarm[];
  /** Of alarms that have changed since the deployment ended, by name: what they were at its end. */
  readonly alarmsAtEnd: ReadonlyMap<string, AlarmState>;
  readonly series: ShiftSeries | undefined;
  /** Of hooks that failed, by name. */
  readonly hookReasons: ReadonlyMap<string, string>;
}

const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);
const HOOKS = new Set(['BeforeAllowTraffic', 'AfterAllowTraffic']);

const toHook = (event: LifecycleEvent, reasons: ReadonlyMap<string, string>): HookView => ({
  name: event.lifecycleEventName ?? '',
  status: event.status ?? '',
  startedMs: event.startTime?.getTime(),
  endedMs: event.endTime?.getTime(),
  says: reasons.get(event.lifecycleEventName ?? ''),
});

/** The hooks of a deployment that have failed. */
export const failedHooks = (target: LambdaTarget | undefined): string[] =>
  (target?.lifecycleEvents ?? [])
    .filter(({ lifecycleEventName = '', status }) => HOOKS.has(lifecycleEventName) && status === 'Failed')
    .flatMap(({ lifecycleEventName }) => lifecycleEventName ?? []);

function sharePercent(series: ShiftSeries | undefined, minutes: Minutes | undefined): number | undefined {
  if (series === undefined || minutes === undefined) return undefined;
  const fresh = totals(series, series.newVersion, minutes).invocations;
  const all = fresh + totals(series, series.oldVersion, minutes).invocations;
  return all === 0 ? undefined : (100 * fresh) / all;
}

/** Over which the traffic of a shift is measured. */
function measuredMinutes(plan: ShiftPlan, underWay: boolean, nowMs: number): Minutes | undefined {
  const { startedMs, endedMs } = plan;
  if (startedMs === undefined) return undefined;
  if (!underWay) return wholeMinutes(startedMs, endedMs ?? nowMs);
  return weightMinutes(weightSetMs(plan, startedMs, nowMs), endedMs ?? startedMs, nowMs);
}

/** One deployment as a page shows it. Pure. */
export function toDeploymentView(facts: DeploymentFacts, nowMs: number): DeploymentView {
  const { stage, info, target, routing, alarms, series, hookReasons, alarmsAtEnd } = facts;
  const events = target?.lifecycleEvents ?? [];
  const allow = events.find(({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic');
  const lambda = target?.lambdaFunctionInfo;
  const status = info.status ?? '';
  const underWay = !ENDED.has(status);
  const shiftedMs = allow?.startTime?.getTime();
  const movedMs = allow?.endTime?.getTime();
  const { code = '', message = '' } = info.errorInformation ?? {};
  const plan = shiftPlan(routing, shiftedMs, movedMs, nowMs);
  return {
    id: info.deploymentId ?? '',
    stage,
    functionName: lambda?.functionName ?? info.applicationName ?? '',
    aliasName: lambda?.functionAlias ?? '',
    group: info.deploymentGroupName ?? '',
    status,
    underWay,
    error: info.errorInformation === undefined ? undefined : { code, message },
    createdMs: info.createTime?.getTime() ?? nowMs,
    endedMs: info.completeTime?.getTime(),
    rollbackOf: info.rollbackInfo?.rollbackTriggeringDeploymentId,
    takenBackBy: info.rollbackInfo?.rollbackDeploymentId,
    oldVersion: lambda?.currentVersion ?? '',
    newVersion: lambda?.targetVersion ?? '',
    percentSet: Math.round((lambda?.targetVersionWeight ?? 0) * 100),
    percentActual: sharePercent(series, measuredMinutes(plan, underWay, nowMs)),
    hooks: events
      .filter(({ lifecycleEventName = '' }) => HOOKS.has(lifecycleEventName))
      .map((event) => toHook(event, hookReasons)),
    alarms: alarms.map((alarm) => ({ ...toAlarm(alarm), ...alarmsAtEnd.get(alarm.AlarmName ?? '') })),
    plan,
    series,
  };
}
