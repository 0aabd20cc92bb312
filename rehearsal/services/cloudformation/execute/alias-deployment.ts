import {
  BatchGetDeploymentsCommand,
  CodeDeployClient,
  CreateDeploymentCommand,
  type DeploymentInfo,
  GetDeploymentCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
} from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { AwsEvent } from '../../../kernel/bus.ts';
import type { JsonObject } from '../template/json.ts';
import type { StepContext } from './context.ts';
import { Cancelled, ResourceFailed } from './failure.ts';

/*
 * UpdatePolicy CodeDeployLambdaAliasUpdate: a new version of an alias is shifted by CodeDeploy.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */

const LOOK_EVERY_MS = 5_000;
const policy = z.strictObject({
  ApplicationName: z.string(),
  DeploymentGroupName: z.string(),
  BeforeAllowTrafficHook: z.string().optional(),
  AfterAllowTrafficHook: z.string().optional(),
});
const alias = z.looseObject({ FunctionName: z.string(), Name: z.string(), FunctionVersion: z.coerce.string() });
export type AliasPolicy = z.infer<typeof policy>;

/** What an evaluated UpdatePolicy says about shifting an alias. @throws ZodError for an unknown or missing member */
export function aliasPolicy(updatePolicy: JsonObject | undefined): AliasPolicy | undefined {
  const written = updatePolicy?.CodeDeployLambdaAliasUpdate;
  return written === undefined ? undefined : policy.parse(written);
}

const ENDED = new Set(['Succeeded', 'Failed', 'Stopped']);
const wakers = new WeakMap<object, Map<string, () => void>>();

function wakersOf(context: { readonly bus: object }): Map<string, () => void> {
  const known = wakers.get(context.bus) ?? new Map<string, () => void>();
  wakers.set(context.bus, known);
  return known;
}

/** Ends the waiting for the deployment that `event` is about, so that its end is seen at once. */
export function wakeOnDeployment(kernel: { readonly bus: object }, event: AwsEvent): void {
  if (event.source !== 'aws.codedeploy' || event['detail-type'] !== 'CodeDeploy Deployment State-change Notification')
    return;
  wakersOf(kernel).get(String(event.detail.deploymentId))?.();
}

/**
 * Shifts the alias to the version in `properties` by a deployment, and waits for its end. An alias that already is wholly
 * on that version, as after CodeDeploy's own rollback, needs none.
 * @throws ResourceFailed when the deployment fails or is stopped; Cancelled after stopping it, when `context.cancelled` is
 */
export async function shiftAlias(
  properties: JsonObject,
  { DeploymentGroupName, ApplicationName, ...hooks }: AliasPolicy,
  context: StepContext,
): Promise<void> {
  const { FunctionName, Name, FunctionVersion } = alias.parse(properties);
  const deploy = context.client(CodeDeployClient);
  const group = { applicationName: ApplicationName, deploymentGroupName: DeploymentGroupName };
  let id = context.recall('deploymentId');
  if (typeof id !== 'string') {
    const begun = context.recall('deploymentBegunMs');
    id = typeof begun === 'number' ? await findOwn(deploy, group, begun, context) : undefined;
    if (id === undefined) {
      const now = await context.client(LambdaClient).send(new GetAliasCommand({ FunctionName, Name }));
      const split = Object.keys(now.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
      if (now.FunctionVersion === FunctionVersion && !split) return;
      context.remember({ deploymentBegunMs: context.clock.now() });
      const target = {
        Name: FunctionName,
        Alias: Name,
        CurrentVersion: now.FunctionVersion,
        TargetVersion: FunctionVersion,
      };
      const answer = await deploy.send(
        new CreateDeploymentCommand({
          ...group,
          description: description(context),
          ...(context.isRollback ? ROLLBACK_SETTINGS : {}),
          revision: {
            revisionType: 'AppSpecContent',
            appSpecContent: {
              content: JSON.stringify(appSpec(context.logicalId, target, context.isRollback ? {} : hooks)),
            },
          },
        }),
      );
      id = answer.deploymentId;
    }
    if (typeof id !== 'string') throw new Error('codedeploy:CreateDeployment answered no id');
    context.remember({ deploymentId: id });
  }
  await awaitDeployment(deploy, id, context);
}

/**
 * Of the deployment that a stack's own rollback needs: at once, without hooks, and not stopped by the alarms that may be
 * the very reason for it. AWS does not document how CloudFormation does this.
 */
const ROLLBACK_SETTINGS = {
  deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
  overrideAlarmConfiguration: { enabled: false },
};

/** Names the step, so that a deployment can be found again that was made just before a kill. */
const description = (context: StepContext) =>
  `CloudFormation stack ${context.stackName}, ${context.logicalId}, request ${context.token}`;

function appSpec(
  logicalId: string,
  target: object,
  hooks: Omit<AliasPolicy, 'ApplicationName' | 'DeploymentGroupName'>,
) {
  const { BeforeAllowTrafficHook: before, AfterAllowTrafficHook: after } = hooks;
  return {
    version: 0.0,
    Resources: [{ [logicalId]: { Type: 'AWS::Lambda::Function', Properties: target } }],
    Hooks: [
      ...(before === undefined ? [] : [{ BeforeAllowTraffic: before }]),
      ...(after === undefined ? [] : [{ AfterAllowTraffic: after }]),
    ],
  };
}

async function findOwn(
  deploy: CodeDeployClient,
  group: { applicationName: string; deploymentGroupName: string },
  begunMs: number,
  context: StepContext,
): Promise<string | undefined> {
  const { deployments = [] } = await deploy.send(
    new ListDeploymentsCommand({ ...group, createTimeRange: { start: new Date(begunMs - 1_000) } }),
  );
  if (deployments.length === 0) return undefined;
  const { deploymentsInfo = [] } = await deploy.send(
    new BatchGetDeploymentsCommand({ deploymentIds: deployments.slice(0, 25) }),
  );
  return deploymentsInfo.find((one) => one.description === description(context))?.deploymentId;
}

async function awaitDeployment(deploy: CodeDeployClient, id: string, context: StepContext): Promise<void> {
  for (;;) {
    const { deploymentInfo: info } = await deploy.send(new GetDeploymentCommand({ deploymentId: id }));
    if (ENDED.has(info?.status ?? '')) {
      await rolledBack(deploy, info, context);
      if (info?.status === 'Succeeded') return;
      if (context.recall('stopped') === true) throw new Cancelled();
      throw new ResourceFailed(failureText(id, info));
    }
    if (context.cancelled.aborted && !context.shutdown.aborted && context.recall('stopped') !== true) {
      await deploy.send(new StopDeploymentCommand({ deploymentId: id, autoRollbackEnabled: true }));
      context.remember({ stopped: true });
      continue;
    }
    await nextLook(id, context);
  }
}

/** CodeDeploy's own rollback is a deployment too; the group takes no other until it ended. */
async function rolledBack(
  deploy: CodeDeployClient,
  info: DeploymentInfo | undefined,
  context: StepContext,
): Promise<void> {
  const rollbackId = info?.rollbackInfo?.rollbackDeploymentId;
  if (rollbackId === undefined) return;
  for (;;) {
    const { deploymentInfo } = await deploy.send(new GetDeploymentCommand({ deploymentId: rollbackId }));
    if (ENDED.has(deploymentInfo?.status ?? '')) return;
    await nextLook(rollbackId, context);
  }
}

/** Waits some seconds, or until the deployment's next event. @throws the reason of a shutdown */
async function nextLook(id: string, context: StepContext): Promise<void> {
  const woken = new AbortController();
  const wake = () => woken.abort();
  wakersOf(context).set(id, wake);
  if (context.recall('stopped') !== true) context.cancelled.addEventListener('abort', wake, { once: true });
  try {
    await new Promise<void>((resolve) => {
      const stop = context.clock.at(context.clock.now() + LOOK_EVERY_MS, resolve);
      const end = () => {
        stop();
        resolve();
      };
      woken.signal.addEventListener('abort', end, { once: true });
      context.shutdown.addEventListener('abort', end, { once: true });
    });
  } finally {
    wakersOf(context).delete(id);
    context.cancelled.removeEventListener('abort', wake);
  }
  context.shutdown.throwIfAborted();
}

function failureText(id: string, info: DeploymentInfo | undefined): string {
  const { code, message } = info?.errorInformation ?? {};
  const state = info?.status === 'Stopped' ? 'was stopped' : 'failed';
  return `CodeDeploy deployment ${id} ${state}${code === undefined ? '' : ` (${code})`}: ${message ?? 'no further information'}`;
}
