import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { customResourceType } from '../custom-resource.ts';
import { retryWhileDenied } from '../grant-propagation.ts';
import { type HookStatus, runLifecycleHook } from '../lifecycle-hook.ts';
import { ALARMS_ON_VERSION, runAlarmsOnVersion } from './alarms-on-version.ts';
import { PreTrafficEnvironment } from './contract.ts';
import { FIRST_VERSION_CHECK, runFirstVersionCheck } from './first-version.ts';
import { judgeFirstVersion, judgeNewVersion, type PreTrafficClients } from './judge.ts';
import { throwWhereDenied } from './observe.ts';
import { passportClients } from './passport/clients.ts';
import { CAPTURE_ATTRIBUTES, MOST_CAPTURED } from './shadow/captured.ts';

const lambda = new LambdaClient();
const dynamodb = new DynamoDBClient();
const codedeploy = new CodeDeployClient();
const cloudwatch = new CloudWatchClient();

const clients: PreTrafficClients = {
  ...passportClients,
  nowMs: () => performance.now(),
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
    const Item = Object.entries({ ...fields, [table.partitionKey]: key }).map(([name, value]) => [name, { S: value }]);
    await dynamodb.send(new PutItemCommand({ TableName: table.tableName, Item: Object.fromEntries(Item) }));
  },
  async capturedRequests({ tableName, functionName }) {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: '#function = :function',
        ExpressionAttributeNames: { '#function': CAPTURE_ATTRIBUTES.functionName },
        ExpressionAttributeValues: { ':function': { S: functionName } },
        Limit: MOST_CAPTURED,
      }),
    );
    return Items.map((item) => item[CAPTURE_ATTRIBUTES.request]?.S ?? '');
  },
  async deleteRecord(table, key) {
    const Key = { [table.partitionKey]: { S: key } };
    await dynamodb.send(new DeleteItemCommand({ TableName: table.tableName, Key }));
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

/** CloudFormation takes the answer without a type: it is no part of what the address is signed for. */
async function respond(url: string, body: string): Promise<void> {
  const answer = await fetch(url, { method: 'PUT', body: Buffer.from(body) });
  if (!answer.ok) throw new Error(`CloudFormation took the answer with status ${answer.status}`);
}

const redAlarms = (names: readonly string[]) =>
  retryWhileDenied(async () => {
    const { MetricAlarms = [] } = await cloudwatch.send(
      new DescribeAlarmsCommand({ AlarmNames: [...names], StateValue: 'ALARM' }),
    );
    return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
  });

const log = (line: Readonly<Record<string, unknown>>) => console.log(JSON.stringify({ hook: 'pre-traffic', ...line }));

/** Lambda entry point: CodeDeploy's BeforeAllowTraffic hook, and the custom resources that stand before the alias. */
export const handler = (event: unknown, context: Context): Promise<void> => {
  const remainingTimeMs = context.getRemainingTimeInMillis();
  const judge = (judgeVersion: typeof judgeNewVersion) => async (id: string) => {
    const environment = PreTrafficEnvironment.parse(process.env);
    return retryWhileDenied(() => judgeVersion(environment, id, clients));
  };
  switch (customResourceType(event)) {
    case FIRST_VERSION_CHECK:
      return runFirstVersionCheck(event, { remainingTimeMs, respond, judge: judge(judgeFirstVersion), log });
    case ALARMS_ON_VERSION:
      return runAlarmsOnVersion(event, {
        remainingTimeMs,
        respond,
        log,
        redAlarms,
        nowMs: Date.now,
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      });
    default:
      return runLifecycleHook(event, { remainingTimeMs, report, judge: judge(judgeNewVersion), log });
  }
};
