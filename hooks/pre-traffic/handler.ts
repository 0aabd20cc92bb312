import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { Context } from 'aws-lambda';
import { retryWhileDenied } from '../grant-propagation.ts';
import { type HookStatus, runLifecycleHook } from '../lifecycle-hook.ts';
import { type SmokeTable, smokeKey } from '../smoke-record.ts';
import type { Verdict } from '../verdict.ts';
import { PreTrafficEnvironment } from './contract.ts';
import { decidePreTraffic, type SmokeObservation } from './decide.ts';
import { type Invocation, proxyEvent, toObservation, withSmokeKey } from './observe.ts';

/** The AWS calls that the hook makes. */
export interface PreTrafficClients {
  readonly invoke: (functionArn: string, payload: string) => Promise<Invocation>;
  readonly deleteRecord: (table: SmokeTable, key: string) => Promise<void>;
  readonly nowMs: () => number;
}

/**
 * Invokes the new version itself, past the alias, with every smoke check in turn, deletes what they have written
 * whether they held or not, and decides.
 */
export async function judgeNewVersion(
  environment: PreTrafficEnvironment,
  deploymentId: string,
  clients: PreTrafficClients,
): Promise<Verdict> {
  const key = smokeKey('pre', deploymentId);
  const checks = environment.SMOKE_CHECKS.map((check) => withSmokeKey(check, key));
  const observations: SmokeObservation[] = [];
  try {
    for (const check of checks) {
      const startMs = clients.nowMs();
      const payload = JSON.stringify(proxyEvent(check, deploymentId));
      const invocation = await clients.invoke(environment.TARGET_VERSION_ARN, payload);
      observations.push(toObservation(check.name, invocation, clients.nowMs() - startMs));
    }
  } finally {
    if (environment.SMOKE_TABLE) await clients.deleteRecord(environment.SMOKE_TABLE, key);
  }
  return decidePreTraffic(checks, observations, { latencyMs: environment.LATENCY_LIMIT_MS });
}

const lambda = new LambdaClient();
const dynamodb = new DynamoDBClient();
const codedeploy = new CodeDeployClient();

const clients: PreTrafficClients = {
  nowMs: () => performance.now(),
  async invoke(functionArn, payload) {
    const output = await lambda.send(new InvokeCommand({ FunctionName: functionArn, Payload: payload }));
    return {
      payload: output.Payload?.transformToString() ?? '',
      ...(output.FunctionError === undefined ? {} : { functionError: output.FunctionError }),
    };
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

/** Lambda entry point: CodeDeploy's BeforeAllowTraffic hook. */
export const handler = (event: unknown, context: Context): Promise<void> =>
  runLifecycleHook(event, {
    remainingTimeMs: context.getRemainingTimeInMillis(),
    report,
    judge: async (deploymentId) => {
      const environment = PreTrafficEnvironment.parse(process.env);
      return retryWhileDenied(() => judgeNewVersion(environment, deploymentId, clients));
    },
    log: (line) => console.log(JSON.stringify({ hook: 'pre-traffic', ...line })),
  });
