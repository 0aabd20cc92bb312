import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DeploymentInfo, LambdaTarget, LifecycleEvent, TrafficRoutingConfig } from '@aws-sdk/client-codedeploy';
import { type AlarmView, toAlarm } from './alarm-view.ts';
import { type ShiftPlan, shiftPlan } from './shift-plan.ts';
import { bakeMinutes, type Minutes, type ShiftSeries, totals } from './shift-series.ts';

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
  /** Percent that it got while the shift baked, by CloudWatch; undefined while nothing was invoked. */
  readonly percentActual: number | undefined;
  readonly hooks: readonly HookView[];
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
  readonly alarms: readonly MetricAlarm[];
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

function actualPercent(series: ShiftSeries | undefined, bake: Minutes | undefined): number | undefined {
  if (series === undefined || bake === undefined) return undefined;
  const fresh = totals(series, series.newVersion, bake).invocations;
  const all = fresh + totals(series, series.oldVersion, bake).invocations;
  return all === 0 ? undefined : (100 * fresh) / all;
}

/** One deployment as a page shows it. Pure. */
export function toDeploymentView(facts: DeploymentFacts, nowMs: number): DeploymentView {
  const { stage, info, target, routing, alarms, series, hookReasons } = facts;
  const events = target?.lifecycleEvents ?? [];
  const allow = events.find(({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic');
  const lambda = target?.lambdaFunctionInfo;
  const status = info.status ?? '';
  const underWay = !ENDED.has(status);
  const shiftedMs = allow?.startTime?.getTime();
  const movedMs = allow?.endTime?.getTime();
  const { code = '', message = '' } = info.errorInformation ?? {};
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
    percentActual: actualPercent(series, shiftedMs === undefined ? undefined : bakeMinutes(shiftedMs, movedMs)),
    hooks: events
      .filter(({ lifecycleEventName = '' }) => HOOKS.has(lifecycleEventName))
      .map((event) => toHook(event, hookReasons)),
    alarms: alarms.map(toAlarm),
    plan: shiftPlan(routing, shiftedMs, movedMs, nowMs),
    series,
  };
}
