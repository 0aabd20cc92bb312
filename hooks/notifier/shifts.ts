import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { DeploymentInfo, LambdaTarget } from '@aws-sdk/client-codedeploy';
import { newVersionQuery } from '../version-counts.ts';
import type { BrokenShift, Read } from './release.ts';

/* What CodeDeploy and CloudWatch answer about a shift, as what is told of it. Pure. */

const ENDED_BADLY: ReadonlySet<string> = new Set(['Failed', 'Stopped']);
const HOOKS = new Set(['BeforeAllowTraffic', 'AfterAllowTraffic']);

/** Whether a deployment came to no good end, and is not the one that takes another back. */
export const isBroken = ({ status, rollbackInfo }: DeploymentInfo): boolean =>
  status !== undefined && ENDED_BADLY.has(status) && rollbackInfo?.rollbackTriggeringDeploymentId === undefined;

/** When the new version had traffic; undefined where it never had. */
export function trafficTime(
  info: DeploymentInfo,
  target: LambdaTarget | undefined,
): { readonly fromMs: number; readonly toMs: number } | undefined {
  const allow = target?.lifecycleEvents?.find(({ lifecycleEventName }) => lifecycleEventName === 'AllowTraffic');
  const fromMs = allow?.startTime?.getTime();
  const toMs = info.completeTime?.getTime();
  return fromMs === undefined || toMs === undefined ? undefined : { fromMs, toMs };
}

/** Requests to the new version and those of them that failed, by the minute. */
export function requestQueries(target: LambdaTarget | undefined): MetricDataQuery[] {
  const {
    functionName = '',
    functionAlias: aliasName = '',
    targetVersion: newVersion = '',
  } = target?.lambdaFunctionInfo ?? {};
  return ['Invocations', 'Errors'].map((metricName) =>
    newVersionQuery(
      { functionName, aliasName, newVersion },
      { id: metricName.toLowerCase(), metricName, statistic: 'Sum' },
    ),
  );
}

/** Undefined where nothing was invoked. */
export function toRequests(
  results: readonly MetricDataResult[],
): { readonly all: number; readonly failed: number } | undefined {
  const sum = (id: string) =>
    (results.find(({ Id }) => Id === `new_${id}`)?.Values ?? []).reduce((total, value) => total + value, 0);
  const all = sum('invocations');
  return all === 0 ? undefined : { all, failed: sum('errors') };
}

/** A shift that came to no good end. */
export function toBrokenShift(
  info: DeploymentInfo,
  target: LambdaTarget | undefined,
  requests: Read<{ readonly all: number; readonly failed: number } | undefined>,
): BrokenShift {
  const lambda = target?.lambdaFunctionInfo;
  const time = trafficTime(info, target);
  return {
    functionName: lambda?.functionName ?? info.applicationName ?? '',
    newVersion: lambda?.targetVersion ?? '?',
    code: info.errorInformation?.code ?? '',
    message: info.errorInformation?.message ?? '',
    failedHook: target?.lifecycleEvents?.find(
      ({ lifecycleEventName = '', status }) => HOOKS.has(lifecycleEventName) && status === 'Failed',
    )?.lifecycleEventName,
    traffic:
      time === undefined
        ? undefined
        : { percent: Math.round((lambda?.targetVersionWeight ?? 0) * 100), ms: time.toMs - time.fromMs },
    requests,
    takenBack: info.rollbackInfo?.rollbackDeploymentId !== undefined,
  };
}
