import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  BatchGetDeploymentTargetsCommand,
  CodeDeployClient,
  ListDeploymentsCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { throwWhereDenied } from '../pre-traffic/observe.ts';
import { versionQueries } from '../version-counts.ts';
import { SyntheticTrafficEnvironment } from './contract.ts';
import { askedOfEach, askedQueries, pointsOf } from './counts.ts';
import { type SyntheticOutside, sendForOneMinute } from './send.ts';

const cloudwatch = new CloudWatchClient();
const codedeploy = new CodeDeployClient();
const dynamodb = new DynamoDBClient();
const lambda = new LambdaClient();

/** What this process has sent, by deployment. */
const sentBefore = new Map<string, number>();

function outsideOf(environment: SyntheticTrafficEnvironment): SyntheticOutside {
  const { FUNCTION_NAME: functionName, ALIAS_NAME: aliasName, NEW_VERSION: newVersion, NEED } = environment;
  const queries = [
    ...versionQueries({ functionName, aliasName, newVersion }, [
      { id: 'invocations', metricName: 'Invocations', statistic: 'Sum' },
    ]),
    ...askedQueries({ functionName, newVersion, baselineAliasName: NEED.baselineAliasName }),
  ];
  return {
    nowMs: Date.now,
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    log: (line) => console.log(JSON.stringify({ hook: 'synthetic-traffic', ...line })),
    async activeDeployment() {
      const { deployments } = await codedeploy.send(
        new ListDeploymentsCommand({
          applicationName: environment.APPLICATION_NAME,
          deploymentGroupName: environment.DEPLOYMENT_GROUP_NAME,
          includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
        }),
      );
      return deployments?.[0];
    },
    async shift(deploymentId) {
      const { targetIds = [] } = await codedeploy.send(new ListDeploymentTargetsCommand({ deploymentId }));
      if (targetIds.length === 0) return undefined;
      const { deploymentTargets = [] } = await codedeploy.send(
        new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds }),
      );
      const target = deploymentTargets[0]?.lambdaTarget;
      const shifting = target?.lifecycleEvents?.find(({ lifecycleEventName: name }) => name === 'AllowTraffic');
      const { targetVersion, currentVersion } = target?.lambdaFunctionInfo ?? {};
      if (shifting?.status !== 'InProgress' || shifting.startTime === undefined) return undefined;
      if (targetVersion === undefined || currentVersion === undefined) return undefined;
      return { startMs: shifting.startTime.getTime(), newVersion: targetVersion, oldVersion: currentVersion };
    },
    async counts(fromMs, toMs) {
      const { MetricDataResults: results = [] } = await cloudwatch.send(
        new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: new Date(fromMs), EndTime: new Date(toMs) }),
      );
      const users = [...pointsOf(results, 'new_invocations').values()].reduce((total, value) => total + value, 0);
      return { users, synthetic: askedOfEach(results) };
    },
    async invoke(functionArn, payload) {
      const output = await lambda.send(new InvokeCommand({ FunctionName: functionArn, Payload: payload }));
      const invocation = {
        payload: output.Payload?.transformToString() ?? '',
        ...(output.FunctionError === undefined ? {} : { functionError: output.FunctionError }),
        ...(output.ExecutedVersion === undefined ? {} : { executedVersion: output.ExecutedVersion }),
      };
      throwWhereDenied(invocation);
      return invocation;
    },
    async putRecord(table, key, fields) {
      const Item = Object.entries({ ...fields, [table.partitionKey]: key }).map(([name, value]) => [
        name,
        { S: value },
      ]);
      await dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item: Object.fromEntries(Item) }));
    },
    async deleteRecord(table, key) {
      const Key = { [table.partitionKey]: { S: key } };
      await dynamodb.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
    },
  };
}

/** Lambda entry point: the schedule of the bake judge, which is on while a deployment is under way. */
export const handler = async (): Promise<void> => {
  const environment = SyntheticTrafficEnvironment.parse(process.env);
  await sendForOneMinute(environment, outsideOf(environment), sentBefore);
};
