import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CreatePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient, PublishVersionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DefaultStackSynthesizer } from 'aws-cdk-lib';
import type { ManualClock } from '../../rehearsal/kernel/clock.ts';
import { ACCOUNT, cdkCommand, REGION, STACK, synthesize } from './cdk.ts';
import { type Report, type SafetyEndpoint, startSafetyEndpoint } from './endpoint.ts';
import { functionNameOf, NEW_VERSION, STRATEGIES } from './strategies.ts';

/** An account with everything deployed, on disk: as many rehearsals as one likes go on from copies of it. */
export interface PreparedAccount {
  readonly folder: string;
  /** Virtual milliseconds since the Unix epoch at which it was left. */
  readonly nowMs: number;
}

/** While the CDK deploys, virtual time passes about five times as fast as time: its tokens must not expire meanwhile. */
const DEPLOY_STEP = { virtualMs: 100, wallMs: 20 } as const;

/** Bootstraps the account and deploys the stack. */
async function deploy({ rehearsal }: SafetyEndpoint, home: string, signal: AbortSignal): Promise<void> {
  const { accessKeyId, secretAccessKey } = rehearsal.credentials;
  const cdk = cdkCommand(home, signal, {
    AWS_ENDPOINT_URL: rehearsal.endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  });
  const assembly = await synthesize(home, signal);
  // Outside of the project, where the CDK finds no app that it would have to run first.
  await cdk(home, 'bootstrap', `aws://${ACCOUNT}/${REGION}`, '--bootstrap-customer-key');
  await cdk(home, 'deploy', STACK, '--app', assembly, '--require-approval', 'never');
}

/**
 * The product's roles name the boundary of its own bootstrap stack, which admits that product's names only. Here it admits
 * everything: each role is left with exactly the rights that its construct states.
 */
async function createRoleBoundary(endpoint: SafetyEndpoint): Promise<void> {
  const { DEFAULT_QUALIFIER } = DefaultStackSynthesizer;
  await endpoint.client(IAMClient).send(
    new CreatePolicyCommand({
      PolicyName: `cdk-${DEFAULT_QUALIFIER}-role-boundary-${ACCOUNT}-${REGION}`,
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
      }),
    }),
  );
}

/** Publishes the version that is released, of each function; the stack has published the first. */
async function publishNewVersions(endpoint: SafetyEndpoint): Promise<void> {
  const lambda = endpoint.client(LambdaClient);
  for (const FunctionName of STRATEGIES.map(functionNameOf)) {
    // A version that differs in nothing from the last is not published.
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: { REVISION: NEW_VERSION } } }),
    );
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    if (Version !== NEW_VERSION) throw new Error(`${FunctionName} was published as version ${Version}`);
  }
}

/** Lets virtual time pass until `work` is done: what is deployed waits by the virtual clock. */
async function whileTimePasses<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  ended.catch(() => undefined); // it is awaited below
  while (!done) {
    await clock.advance(DEPLOY_STEP.virtualMs);
    await setTimeout(DEPLOY_STEP.wallMs);
  }
  return ended;
}

/** @param folder an empty one */
export async function prepareAccount(folder: string, report: Report, signal: AbortSignal): Promise<PreparedAccount> {
  const state = join(folder, 'account');
  const home = join(folder, 'home');
  mkdirSync(home);
  const endpoint = await startSafetyEndpoint(state, Date.now(), report);
  try {
    await createRoleBoundary(endpoint);
    await whileTimePasses(endpoint.clock, deploy(endpoint, home, signal));
    await publishNewVersions(endpoint);
  } finally {
    await endpoint.rehearsal.stop();
  }
  return { folder: state, nowMs: endpoint.clock.now() };
}
