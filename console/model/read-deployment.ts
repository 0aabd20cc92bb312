import { DescribeAlarmsCommand, GetMetricDataCommand, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentConfigCommand,
  GetDeploymentGroupCommand,
  ListDeploymentTargetsCommand,
  paginateListDeployments,
  type TrafficRoutingConfig,
} from '@aws-sdk/client-codedeploy';
import { readAlarmState } from './alarm-history.ts';
import type { AlarmState } from './alarm-view.ts';
import type { ReleaseClients } from './clients.ts';
import { type DeploymentView, failedHooks, toDeploymentView } from './deployment-view.ts';
import { readHookReason } from './hook-reason.ts';
import { knownValue, part } from './part.ts';
import { shiftQueries, toShiftSeries } from './shift-series.ts';

/** A deployment group of a stage. */
export interface StageGroup {
  readonly stage: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
}

/** Shown before the shift, so that one sees what the old version was like. */
const BEFORE_MS = 10 * 60_000;
const MINUTE_MS = 60_000;

/** The deployments of some groups that were created within a time, the oldest first. */
export async function listDeployments(
  { codedeploy: client }: ReleaseClients,
  groups: readonly StageGroup[],
  fromMs: number,
  toMs: number,
): Promise<{ readonly stage: string; readonly id: string }[]> {
  const createTimeRange = { start: new Date(fromMs), end: new Date(toMs) };
  const found: { stage: string; id: string }[] = [];
  for (const { stage, applicationName, deploymentGroupName } of groups) {
    const pages = paginateListDeployments({ client }, { applicationName, deploymentGroupName, createTimeRange });
    for await (const { deployments = [] } of pages) found.push(...deployments.map((id) => ({ stage, id })));
  }
  return found.toReversed();
}

async function readAlarms({ codedeploy, cloudwatch }: ReleaseClients, group: StageGroup): Promise<MetricAlarm[]> {
  const { deploymentGroupInfo } = await codedeploy.send(
    new GetDeploymentGroupCommand({
      applicationName: group.applicationName,
      deploymentGroupName: group.deploymentGroupName,
    }),
  );
  const AlarmNames = (deploymentGroupInfo?.alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []);
  if (AlarmNames.length === 0) return [];
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames }));
  return MetricAlarms;
}

/** Of alarms that have changed since a deployment ended: what they were at its end. */
async function readAlarmsAtEnd(
  { cloudwatch }: ReleaseClients,
  alarms: readonly MetricAlarm[],
  endedMs: number | undefined,
): Promise<ReadonlyMap<string, AlarmState>> {
  if (endedMs === undefined) return new Map();
  const changed = alarms.filter(({ StateUpdatedTimestamp: at }) => at !== undefined && at.getTime() > endedMs);
  const read = changed.map(
    async ({ AlarmName = '' }) => [AlarmName, await readAlarmState(cloudwatch, AlarmName, endedMs)] as const,
  );
  return new Map(await Promise.all(read));
}

/**
 * Reads deployments. One that has ended is read until its last minute of metrics is complete, and then kept; what a
 * configuration says never changes.
 */
export function createDeploymentReader(clients: ReleaseClients) {
  const { codedeploy, cloudwatch } = clients;
  const settled = new Map<string, DeploymentView>();
  const routings = new Map<string, Promise<TrafficRoutingConfig | undefined>>();

  const routingOf = (deploymentConfigName: string) => {
    const reading =
      routings.get(deploymentConfigName) ??
      codedeploy
        .send(new GetDeploymentConfigCommand({ deploymentConfigName }))
        .then(({ deploymentConfigInfo }) => deploymentConfigInfo?.trafficRoutingConfig);
    routings.set(deploymentConfigName, reading);
    // What failed is asked for again.
    reading.catch(() => routings.delete(deploymentConfigName));
    return reading;
  };

  async function readReasons(info: DeploymentInfo, hooks: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const read = await Promise.all(
      // That a log cannot be read hides why a hook failed, and not that it did.
      hooks.map(async (name) => [name, knownValue(await part(() => readHookReason(clients, info, name)))] as const),
    );
    return new Map(read.flatMap(([name, reason]) => (reason === undefined ? [] : [[name, reason] as const])));
  }

  async function read(stage: string, deploymentId: string, nowMs: number): Promise<DeploymentView> {
    const [{ deploymentInfo: info = {} }, { targetIds = [] }] = await Promise.all([
      codedeploy.send(new GetDeploymentCommand({ deploymentId })),
      codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId })),
    ]);
    const group = {
      stage,
      applicationName: info.applicationName ?? '',
      deploymentGroupName: info.deploymentGroupName ?? '',
    };
    const [{ deploymentTargets = [] }, routing, alarms] = await Promise.all([
      targetIds.length === 0
        ? { deploymentTargets: [] }
        : codedeploy.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds })),
      routingOf(info.deploymentConfigName ?? ''),
      readAlarms(clients, group),
    ]);
    const target = deploymentTargets[0]?.lambdaTarget;
    const lambda = target?.lambdaFunctionInfo;
    const fromMs = (info.createTime?.getTime() ?? nowMs) - BEFORE_MS;
    const toMs = (info.completeTime?.getTime() ?? nowMs) + MINUTE_MS;
    const measured =
      lambda?.functionName !== undefined && info.rollbackInfo?.rollbackTriggeringDeploymentId === undefined;
    const { MetricDataResults = [] } = measured
      ? await cloudwatch.send(
          new GetMetricDataCommand({
            StartTime: new Date(Math.floor(fromMs / MINUTE_MS) * MINUTE_MS),
            EndTime: new Date(Math.ceil(toMs / MINUTE_MS) * MINUTE_MS),
            MetricDataQueries: shiftQueries({
              functionName: lambda.functionName ?? '',
              aliasName: lambda.functionAlias ?? '',
              group: group.deploymentGroupName,
              oldVersion: lambda.currentVersion ?? '',
              newVersion: lambda.targetVersion ?? '',
            }),
          }),
        )
      : {};
    const series = measured ? toShiftSeries(MetricDataResults) : undefined;
    const [hookReasons, alarmsAtEnd] = await Promise.all([
      readReasons(info, failedHooks(target)),
      readAlarmsAtEnd(clients, alarms, info.completeTime?.getTime()),
    ]);
    return toDeploymentView({ stage, info, target, routing, alarms, alarmsAtEnd, series, hookReasons }, nowMs);
  }

  return async (stage: string, id: string, nowMs: number): Promise<DeploymentView> => {
    const before = settled.get(id);
    if (before !== undefined) return before;
    const view = await read(stage, id, nowMs);
    if (view.endedMs !== undefined && nowMs > view.endedMs + 2 * MINUTE_MS) settled.set(id, view);
    return view;
  };
}
