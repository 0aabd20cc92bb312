import {
  CloudWatchClient,
  GetMetricDataCommand,
  type MetricDataResult,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, GetDeploymentCommand, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  BakeJudgeEnvironment,
  EVIDENCE_METRICS,
  evidenceDimensions,
  evidenceNamespace,
  LOOKS_METRIC,
  looksDimensions,
} from './contract.ts';
import { EVIDENCE_KINDS, highestQueries, toHighest } from './highest.ts';
import { bakeQueries, toMinutes } from './observe.ts';
import { type JudgeOutside, judgeBake } from './watch.ts';

const cloudwatch = new CloudWatchClient();
const codedeploy = new CodeDeployClient();
const eventbridge = new EventBridgeClient();

const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);
/** Alarms with periods of ten seconds need it. */
const STORAGE_RESOLUTION_SECONDS = 1;

function outsideOf(environment: BakeJudgeEnvironment): JudgeOutside {
  const group = {
    applicationName: environment.APPLICATION_NAME,
    deploymentGroupName: environment.DEPLOYMENT_GROUP_NAME,
  };
  const queries = bakeQueries({
    functionName: environment.FUNCTION_NAME,
    aliasName: environment.ALIAS_NAME,
    newVersion: environment.NEW_VERSION,
    slowMs: environment.SLOW_MS,
    ...(environment.BASELINE_ALIAS_NAME === undefined ? {} : { baselineAliasName: environment.BASELINE_ALIAS_NAME }),
  });
  const listed = (dimensions: Readonly<Record<string, string>>) =>
    Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Namespace = evidenceNamespace(environment.DEPLOYMENT_GROUP_NAME);
  const ofVersion = listed(evidenceDimensions(environment.DEPLOYMENT_GROUP_NAME, environment.NEW_VERSION));
  const ofGroup = listed(looksDimensions(environment.DEPLOYMENT_GROUP_NAME));
  return {
    nowMs: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: (line) => console.log(JSON.stringify({ hook: 'bake-judge', ...line })),
    async activeDeployment() {
      const { deployments } = await codedeploy.send(
        new ListDeploymentsCommand({
          ...group,
          includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
        }),
      );
      return deployments?.[0];
    },
    async deployment(deploymentId) {
      const { deploymentInfo } = await codedeploy.send(new GetDeploymentCommand({ deploymentId }));
      if (deploymentInfo?.createTime === undefined) throw new Error(`${deploymentId} has no time of its creation`);
      return { createdMs: deploymentInfo.createTime.getTime(), ended: ENDED.has(deploymentInfo.status ?? '') };
    },
    async minutes(fromMs, toMs) {
      // A bake of 50 hours has 18,000 points: less than one page of 100,800.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
      const { MetricDataResults } = await cloudwatch.send(
        new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: new Date(fromMs), EndTime: new Date(toMs) }),
      );
      const results: readonly MetricDataResult[] = MetricDataResults ?? [];
      return toMinutes(results, environment.BASELINE_ALIAS_NAME !== undefined);
    },
    async highestEvidence(fromMs, toMs) {
      const { MetricDataResults = [] } = await cloudwatch.send(
        new GetMetricDataCommand({
          MetricDataQueries: highestQueries(Namespace, ofVersion),
          StartTime: new Date(fromMs),
          EndTime: new Date(toMs),
        }),
      );
      return toHighest(MetricDataResults);
    },
    async publish(evidence, atMs) {
      const Timestamp = new Date(atMs);
      const values = EVIDENCE_KINDS.map((kind) => ({
        MetricName: EVIDENCE_METRICS[kind],
        Dimensions: ofVersion,
        Timestamp,
        Value: evidence[kind],
        Unit: 'None' as const,
        StorageResolution: STORAGE_RESOLUTION_SECONDS,
      }));
      const look = { MetricName: LOOKS_METRIC, Dimensions: ofGroup, Timestamp, Value: 1, Unit: 'Count' as const };
      // In one call, so that there is no look without its evidence.
      await cloudwatch.send(new PutMetricDataCommand({ Namespace, MetricData: [...values, look] }));
    },
    async setSchedule(enabled) {
      const Name = environment.SCHEDULE_RULE_NAME;
      await eventbridge.send(enabled ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
    },
  };
}

/** Lambda entry point: CodeDeploy's state-change events and the schedule. */
export const handler = async (event: unknown): Promise<void> => {
  const environment = BakeJudgeEnvironment.parse(process.env);
  await judgeBake(event, environment, outsideOf(environment));
};
