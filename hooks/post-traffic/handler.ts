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
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import { retryWhileDenied } from '../grant-propagation.ts';
import { type HookStatus, runLifecycleHook } from '../lifecycle-hook.ts';
import { checkPassport } from '../pre-traffic/passport/check.ts';
import { passportClients } from '../pre-traffic/passport/clients.ts';
import type { PassportDemand } from '../pre-traffic/passport/contract.ts';
import { type SmokeTable, smokeKey } from '../smoke-record.ts';
import { askedOfEach, askedQueries } from '../synthetic-traffic/counts.ts';
import { PostTrafficEnvironment } from './contract.ts';
import { decidePostTraffic, type PostTrafficVerdict } from './decide.ts';
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
  /** Whether the stage goes back with a version to what was released before. */
  readonly isEarlierRelease: (demand: PassportDemand, versionArn: string) => Promise<boolean>;
  /** Tells the people on call. */
  readonly notify: (topicArn: string, subject: string, message: string) => Promise<void>;
  readonly now: () => Date;
  readonly wait: (ms: number) => Promise<void>;
}

const MINUTE_MS = 60_000;
/** CloudWatch has the last minute of a bake only when a minute or two have passed: so long, and so often, it is asked again. */
const METRICS_DELAY_MS = 90_000;
const ASK_AGAIN_MS = 15_000;
/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_CHARACTERS_MAX = 99;

/** Observes the release after the shift, deletes what it has written, and decides. */
export async function judgeRelease(
  environment: PostTrafficEnvironment,
  deploymentId: string,
  clients: PostTrafficClients,
): Promise<PostTrafficVerdict> {
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
  const baselineAliasName = environment.NEEDED_EVIDENCE.synthetic?.baselineAliasName;
  const synthetic = baselineAliasName === undefined ? [] : askedQueries({ ...alias, baselineAliasName });
  const look = async (): Promise<PostTrafficVerdict> => {
    const [alarmStates, results] = await Promise.all([
      clients.alarmStates(alarmNames),
      clients.metricData([...countQueries(alias), ...synthetic], start, end),
    ]);
    const inBake = bakeInvocations(results, end);
    return decidePostTraffic(
      {
        written,
        ...answers,
        alarmStates,
        ...toCounts(results),
        ...(inBake === undefined ? {} : { bakeInvocations: inBake }),
        ...(baselineAliasName === undefined ? {} : { syntheticInvocations: askedOfEach(results) }),
      },
      {
        alarmNames,
        minimumInvocations: environment.MINIMUM_INVOCATIONS,
        errorRateMarginPercent: environment.ERROR_RATE_MARGIN_PERCENT,
        needed: environment.NEEDED_EVIDENCE,
      },
    );
  };
  let verdict = await look();
  while (mayStillCome(verdict, environment) && clients.now().getTime() < end.getTime() + METRICS_DELAY_MS) {
    await clients.wait(ASK_AGAIN_MS);
    verdict = await look();
  }
  return tellOfTooLittle(environment, deploymentId, await orGoesBack(verdict, environment, clients), clients);
}

/**
 * Too little evidence takes no release back that the stage goes back to: what CodeDeploy would put back in its place is what was gone
 * back from. The passport says which it is; what cannot be told stays a release like any other.
 */
async function orGoesBack(
  verdict: PostTrafficVerdict,
  { PASSPORT: passport }: PostTrafficEnvironment,
  { isEarlierRelease }: PostTrafficClients,
): Promise<PostTrafficVerdict> {
  const { evidence, reason } = verdict;
  if (passport === undefined || verdict.verdict !== 'fail' || reason !== evidence.words) return verdict;
  try {
    if (!(await isEarlierRelease(passport.demand, passport.versionArn))) return verdict;
    return { ...verdict, verdict: 'pass', reason: `it goes back, which this does not stop: ${reason}` };
  } catch (error) {
    return { ...verdict, reason: `${reason}; whether it goes back is not known: ${String(error)}` };
  }
}

/** Whether it is the evidence alone that the release lacks, and there may be more of it than CloudWatch has yet. */
const mayStillCome = (
  { evidence, verdict, reason }: PostTrafficVerdict,
  { NEEDED_EVIDENCE: { errorRatePercent, newVersionInvocations, synthetic } }: PostTrafficEnvironment,
): boolean =>
  !evidence.enough &&
  (verdict === 'pass' || reason === evidence.words) &&
  errorRatePercent !== null &&
  (newVersionInvocations !== null || synthetic !== undefined);

/**
 * A release that nobody could judge is no alarm, so it is told in so many words. Where that fails, the verdict says so and stays what it
 * is: a message that is lost is no reason to take a release back.
 */
async function tellOfTooLittle(
  { NOTIFICATION_TOPIC_ARN: topicArn, FUNCTION_NAME: name, NEW_VERSION: version }: PostTrafficEnvironment,
  deploymentId: string,
  verdict: PostTrafficVerdict,
  clients: PostTrafficClients,
): Promise<PostTrafficVerdict> {
  const { evidence } = verdict;
  if (topicArn === undefined || evidence.enough) return verdict;
  const subject = `Not enough evidence: ${name}`.slice(0, SUBJECT_CHARACTERS_MAX);
  const message = `Deployment ${deploymentId} of ${name}, version ${version}: ${evidence.words}.`;
  try {
    await retryWhileDenied(() => clients.notify(topicArn, subject, message));
    return verdict;
  } catch (error) {
    return { ...verdict, notTold: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

const apiGateway = new APIGatewayClient();
const cloudwatch = new CloudWatchClient();
const codedeploy = new CodeDeployClient();
const dynamodb = new DynamoDBClient();
const sns = new SNSClient();

const clients: PostTrafficClients = {
  fetch,
  now: () => new Date(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  async isEarlierRelease(demand, versionArn) {
    const { verdict, isEarlierRelease } = await retryWhileDenied(() =>
      checkPassport(demand, versionArn, passportClients),
    );
    return verdict === 'pass' && isEarlierRelease;
  },
  async notify(TopicArn, Subject, Message) {
    await sns.send(new PublishCommand({ TopicArn, Subject, Message }));
  },
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
