import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { ZipFile } from 'yazl';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import type { MetricValue } from '../../../rehearsal/kernel/telemetry.ts';
import { iam } from '../../../rehearsal/services/iam/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { sts } from '../../../rehearsal/services/sts/index.ts';
import { startTestRehearsal, type TestRehearsal } from '../../helpers/rehearsal.ts';

/** A zip file of these files. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export interface LambdaAccount {
  readonly local: TestRehearsal;
  readonly client: LambdaClient;
  readonly roleArn: string;
  /** Every metric value that services emitted. */
  readonly metrics: MetricValue[];
  /** Creates a Node.js function from the source of its `index.mjs`. */
  create(name: string, source: string, further?: Partial<CreateFunctionCommandInput>): Promise<void>;
  /** Invokes and reads the answer. */
  invoke(name: string, event?: unknown, further?: { Qualifier?: string; LogType?: 'Tail' }): Promise<Answer>;
}

export interface Answer {
  readonly payload: unknown;
  readonly functionError: string | undefined;
  readonly executedVersion: string | undefined;
  readonly log: string;
}

const LAMBDA_MAY_ASSUME = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});

/** A rehearsal with a role for functions. */
export async function startLambdaAccount(further: readonly Service[] = []): Promise<LambdaAccount> {
  const local = await startTestRehearsal([sts, iam, lambda, logs, ...further]);
  await local
    .client(IAMClient)
    .send(new CreateRoleCommand({ RoleName: 'function-role', AssumeRolePolicyDocument: LAMBDA_MAY_ASSUME }));
  return accountOf(local);
}

/** The same account after a restart. */
export function accountOf(local: TestRehearsal): LambdaAccount {
  const metrics: MetricValue[] = [];
  local.rehearsal.kernel.telemetry.onMetric((value) => metrics.push(value));
  const client = local.client(LambdaClient);
  const roleArn = `arn:aws:iam::${local.rehearsal.kernel.account}:role/function-role`;
  return {
    local,
    client,
    roleArn,
    metrics,
    create: async (name, source, input = {}) => {
      await client.send(
        new CreateFunctionCommand({
          FunctionName: name,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: roleArn,
          Code: { ZipFile: await zipOf({ 'index.mjs': source }) },
          ...input,
        }),
      );
    },
    invoke: async (name, event, options = {}) => {
      const payload = event === undefined ? {} : { Payload: JSON.stringify(event) };
      const answer = await client.send(new InvokeCommand({ FunctionName: name, ...payload, ...options }));
      return {
        payload: JSON.parse(answer.Payload?.transformToString() ?? ''),
        functionError: answer.FunctionError,
        executedVersion: answer.ExecutedVersion,
        log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
      };
    },
  };
}
