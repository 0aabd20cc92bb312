import { type CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  type LambdaTarget,
  ListDeploymentTargetsCommand,
  paginateListDeployments,
} from '@aws-sdk/client-codedeploy';
import type { AwsClients } from './aws-clients.ts';
import type { ControlClient } from './control-client.ts';
import { readEvidence } from './read-evidence.ts';
import type { DeploymentSummary } from './summary.ts';

/** A deployment as CodeDeploy tells it. */
export interface DeploymentFacts {
  readonly info: DeploymentInfo;
  readonly target: LambdaTarget | undefined;
  readonly alarmNames: readonly string[];
}

const HOOKS = new Set(['BeforeAllowTraffic', 'AfterAllowTraffic']);

/** The hooks of a deployment, with what became of each. */
export function hooksOf(target: LambdaTarget | undefined): { name: string; status: string }[] {
  return (target?.lifecycleEvents ?? [])
    .filter((event) => HOOKS.has(event.lifecycleEventName ?? ''))
    .map((event) => ({ name: event.lifecycleEventName ?? '', status: event.status ?? '' }));
}

/** Deployments that were created after `sinceMs` (virtual), the oldest first. */
export async function listDeployments(client: CodeDeployClient, sinceMs: number): Promise<string[]> {
  const ids: string[] = [];
  const range = { start: new Date(sinceMs), end: new Date(sinceMs + 365 * 24 * 3600 * 1000) };
  for await (const page of paginateListDeployments({ client }, { createTimeRange: range }))
    ids.push(...(page.deployments ?? []));
  return ids.toReversed();
}

export async function readDeployment(client: CodeDeployClient, deploymentId: string): Promise<DeploymentFacts> {
  const { deploymentInfo: info = {} } = await client.send(new GetDeploymentCommand({ deploymentId }));
  const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  const { deploymentTargets = [] } =
    targetIds.length === 0 ? {} : await client.send(new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }));
  const group = await client.send(
    new GetDeploymentGroupCommand({
      applicationName: info.applicationName,
      deploymentGroupName: info.deploymentGroupName,
    }),
  );
  const alarms = group.deploymentGroupInfo?.alarmConfiguration?.alarms ?? [];
  return { info, target: deploymentTargets[0]?.lambdaTarget, alarmNames: alarms.flatMap((alarm) => alarm.name ?? []) };
}

export async function alarmStates(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<{ name: string; state: string }[]> {
  if (names.length === 0) return [];
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
  return MetricAlarms.map((alarm) => ({ name: alarm.AlarmName ?? '', state: alarm.StateValue ?? '' }));
}

export async function summarizeDeployment(
  clients: AwsClients,
  control: ControlClient,
  deploymentId: string,
): Promise<DeploymentSummary> {
  const { info, target, alarmNames } = await readDeployment(clients.codedeploy, deploymentId);
  return {
    id: deploymentId,
    group: info.deploymentGroupName ?? '',
    config: info.deploymentConfigName ?? '',
    status: info.status ?? '',
    errorCode: info.errorInformation?.code ?? null,
    rollbackOf: info.rollbackInfo?.rollbackTriggeringDeploymentId ?? null,
    weights: await control.weights(deploymentId),
    hooks: hooksOf(target),
    alarms: await alarmStates(clients.cloudwatch, alarmNames),
    evidence: await readEvidence(clients, target?.lambdaFunctionInfo?.functionName ?? '', deploymentId),
  };
}
