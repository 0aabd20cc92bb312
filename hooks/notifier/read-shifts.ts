import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  GetDeploymentCommand,
  type LambdaTarget,
  ListDeploymentTargetsCommand,
  paginateListDeployments,
} from '@aws-sdk/client-codedeploy';
import type { ShiftGroup } from './contract.ts';
import { readOrWhy } from './read-or-why.ts';
import type { BrokenShift } from './release.ts';
import { isBroken, requestQueries, toBrokenShift, toRequests, trafficTime } from './shifts.ts';

export interface ShiftClients {
  readonly codedeploy: CodeDeployClient;
  readonly cloudwatch: CloudWatchClient;
}

const MINUTE_MS = 60_000;

async function readTarget(codedeploy: CodeDeployClient, deploymentId: string): Promise<LambdaTarget | undefined> {
  const { targetIds = [] } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
  if (targetIds.length === 0) return undefined;
  const { deploymentTargets = [] } = await codedeploy.send(
    new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
  );
  return deploymentTargets[0]?.lambdaTarget;
}

/** How many requests the new version had, in whole minutes. */
async function readRequests(cloudwatch: CloudWatchClient, info: DeploymentInfo, target: LambdaTarget | undefined) {
  const time = trafficTime(info, target);
  if (time === undefined) return undefined;
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(time.fromMs / MINUTE_MS) * MINUTE_MS),
      EndTime: new Date(Math.ceil(time.toMs / MINUTE_MS) * MINUTE_MS),
      MetricDataQueries: requestQueries(target),
    }),
  );
  return toRequests(MetricDataResults);
}

/** The shifts of some groups that were created since an instant and came to no good end, the oldest first of each. */
export async function readBrokenShifts(
  { codedeploy, cloudwatch }: ShiftClients,
  groups: readonly ShiftGroup[],
  fromMs: number,
  toMs: number,
): Promise<BrokenShift[]> {
  const createTimeRange = { start: new Date(fromMs), end: new Date(toMs) };
  const ids: string[] = [];
  for (const group of groups)
    for await (const { deployments = [] } of paginateListDeployments(
      { client: codedeploy },
      { ...group, createTimeRange },
    ))
      ids.push(...deployments);
  const read = ids.map(async (deploymentId): Promise<BrokenShift[]> => {
    const { deploymentInfo: info = {} } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
    if (!isBroken(info)) return [];
    const target = await readTarget(codedeploy, deploymentId);
    return [toBrokenShift(info, target, await readOrWhy(() => readRequests(cloudwatch, info, target)))];
  });
  return (await Promise.all(read)).flat();
}
