import { APIGatewayClient, GetApiKeyCommand } from '@aws-sdk/client-api-gateway';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  type MetricDataQuery,
  type MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { retryWhileDenied } from '../grant-propagation.ts';
import { type HookStatus, runLifecycleHook } from '../lifecycle-hook.ts';
import { type SmokeTable, smokeKey } from '../smoke-record.ts';
import type { Verdict } from '../verdict.ts';
import { PostTrafficEnvironment } from './contract.ts';
import { decidePostTraffic } from './decide.ts';
import { bakeInvocations, countQueries, toCounts } from './error-counts.ts';
import { type Fetch, roundTrip } from './public-api.ts';

/** The calls that the hook makes. */
export interface PostTrafficClients {
  readonly fetch: Fetch;
  readonly apiKeyValue: (id: string) => Promise<string>;
  readonly deleteRecord: (table: SmokeTable, key: string) => Promise<void>;
  /** State by alarm name; an alarm that does not exist is absent. */
  readonly alarmStates: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  readonly metricData: (queries: MetricDataQuery[], start: Date, end: Date) => Promise<readonly MetricDataResult[]>;
  readonly now: () => Date;
}

const MINUTE_MS = 60_000;

/** Observes the release after the shift, deletes what it has written, and decides. */
export async function judgeRelease(
  environment: PostTrafficEnvironment,
  deploymentId: string,
  clients: PostTrafficClients,
): Promise<Verdict> {
  const { ROUND_TRIP: paths, SMOKE_TABLE: table, ALARM_NAMES: alarmNames } = environment;
  const key = smokeKey('post', deploymentId);
  const written = { ...paths.fields, [paths.keyParameter]: key };
  const apiKey = await clients.apiKeyValue(environment.API_KEY_ID);
  const api = { url: environment.API_URL, key: apiKey, fetch: clients.fetch };
  const answers = await roundTrip(api, paths, written).finally(() => clients.deleteRecord(table, key));
  const end = clients.now();
  const start = new Date(end.getTime() - environment.OBSERVATION_MINUTES * MINUTE_MS);
  const alias = {
    functionName: environment.FUNCTION_NAME,
    aliasName: environment.ALIAS_NAME,
    newVersion: environment.NEW_VERSION,
  };
  const [alarmStates, results] = await Promise.all([
    clients.alarmStates(alarmNames),
    clients.metricData(countQueries(alias), start, end),
  ]);
  const inBake = bakeInvocations(results, end);
  return decidePostTraffic(
    {
      written,
      ...answers,
      alarmStates,
      ...toCounts(results),
      ...(inBake === undefined ? {} : { bakeInvocations: inBake }),
    },
    {
      alarmNames,
      minimumInvocations: environment.MINIMUM_INVOCATIONS,
      errorRateMarginPercent: environment.ERROR_RATE_MARGIN_PERCENT,
      needed: environment.NEEDED_EVIDENCE,
    },
  );
}

const apiGateway = new APIGatewayClient();
const cloudwatch = new CloudWatchClient();
const codedeploy = new CodeDeployClient();
const dynamodb = new DynamoDBClient();

const clients: PostTrafficClients = {
  fetch,
  now: () => new Date(),
  async apiKeyValue(id) {
    const { value } = await apiGateway.send(new GetApiKeyCommand({ apiKey: id, includeValue: true }));
    if (!value) throw new Error(`the API key ${id} has no value`);
    return value;
  },
  async deleteRecord(table, key) {
    const Key = { [table.partitionKey]: { S: key } };
    await dynamodb.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
  },
  async alarmStates(names) {
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: [...names] }));
    return new Map((MetricAlarms ?? []).map((alarm) => [alarm.AlarmName ?? '', alarm.StateValue ?? '']));
  },
  async metricData(queries, start, end) {
    const output = await cloudwatch.send(
      new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: start, EndTime: end }),
    );
    return output.MetricDataResults ?? [];
  },
};

async function report(deploymentId: string, hookExecutionId: string, status: HookStatus): Promise<void> {
  await codedeploy.send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId,
      lifecycleEventHookExecutionId: hookExecutionId,
      status,
    }),
  );
}

/** Lambda entry point: CodeDeploy's AfterAllowTraffic hook. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runLifecycleHook(event, {
    remainingTimeMs: context.getRemainingTimeInMillis(),
    report,
    judge: async (deploymentId) => {
      const environment = PostTrafficEnvironment.parse(process.env);
      return retryWhileDenied(() => judgeRelease(environment, deploymentId, clients));
    },
    log: (line) => console.log(JSON.stringify({ hook: 'post-traffic', ...line })),
  });
