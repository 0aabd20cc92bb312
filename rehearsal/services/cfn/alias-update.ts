import { CodeDeployClient, CreateDeploymentCommand, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import type { ResourceContext } from '../cloudformation/resource-type.ts';
import { startedDeployments } from './state.ts';

/*
 * UpdatePolicy CodeDeployLambdaAliasUpdate: an alias that gets another version is not updated by CloudFormation itself but by
 * a CodeDeploy deployment. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html
 */

const policy = z.object({
  CodeDeployLambdaAliasUpdate: z.object({
    ApplicationName: z.string(),
    DeploymentGroupName: z.string(),
    BeforeAllowTrafficHook: z.string().optional(),
    AfterAllowTrafficHook: z.string().optional(),
  }),
});
export type AliasPolicy = z.infer<typeof policy>['CodeDeployLambdaAliasUpdate'];

/** The policy of an alias whose version changes; undefined when CloudFormation updates the resource itself. */
export function aliasPolicy(
  type: string,
  updatePolicy: unknown,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): AliasPolicy | undefined {
  if (type !== 'AWS::Lambda::Alias' || before.FunctionVersion === after.FunctionVersion) return undefined;
  const parsed = policy.safeParse(updatePolicy);
  return parsed.success ? parsed.data.CodeDeployLambdaAliasUpdate : undefined;
}

const POLL_MS = 5_000;
const functionName = (name: unknown): string => {
  const text = String(name);
  return text.startsWith('arn:') ? (text.split(':')[6] ?? text) : text;
};

interface Shift {
  readonly policy: AliasPolicy;
  readonly function: unknown;
  readonly alias: unknown;
  readonly from: string;
  readonly to: string;
  /** Back, without hooks and at once: what CloudFormation does when it rolls back. */
  readonly back: boolean;
}

async function start(context: ResourceContext, { policy: hooks, ...shift }: Shift): Promise<string> {
  const known = startedDeployments(context).get(`${context.token} ${shift.to}`);
  if (known !== undefined) return known.deploymentId;
  const Hooks = shift.back
    ? []
    : [
        ...(hooks.BeforeAllowTrafficHook === undefined ? [] : [{ BeforeAllowTraffic: hooks.BeforeAllowTrafficHook }]),
        ...(hooks.AfterAllowTrafficHook === undefined ? [] : [{ AfterAllowTraffic: hooks.AfterAllowTrafficHook }]),
      ];
  const content = JSON.stringify({
    version: 0,
    Resources: [
      {
        [context.logicalId]: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Name: functionName(shift.function),
            Alias: shift.alias,
            CurrentVersion: shift.from,
            TargetVersion: shift.to,
          },
        },
      },
    ],
    Hooks,
  });
  const { deploymentId = '' } = await context.client(CodeDeployClient).send(
    new CreateDeploymentCommand({
      applicationName: hooks.ApplicationName,
      deploymentGroupName: hooks.DeploymentGroupName,
      description: `Initiated by CloudFormation: ${context.stackId}`,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      ...(shift.back
        ? { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce', overrideAlarmConfiguration: { enabled: false } }
        : {}),
    }),
  );
  startedDeployments(context).put(`${context.token} ${shift.to}`, { deploymentId });
  return deploymentId;
}

/** Waits until a deployment has ended, and until the one that takes it back has. */
async function settle(context: ResourceContext, deploymentId: string) {
  const client = context.client(CodeDeployClient);
  for (;;) {
    const { deploymentInfo: info } = await client.send(new GetDeploymentCommand({ deploymentId }));
    const rollback = info?.rollbackInfo?.rollbackDeploymentId;
    if (info?.status === 'Succeeded' || info?.status === 'Failed' || info?.status === 'Stopped') {
      if (rollback !== undefined && rollback !== deploymentId) await settle(context, rollback);
      return info;
    }
    await context.clock.sleep(POLL_MS, context.shutdown);
  }
}

/**
 * Shifts an alias to its new version with CodeDeploy.
 * @throws Error with CodeDeploy's reason when the deployment does not succeed
 */
export async function shiftAlias(
  context: ResourceContext,
  hooks: AliasPolicy,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Promise<void> {
  const shift = { function: after.FunctionName, alias: after.Name, policy: hooks, back: false };
  const deploymentId = await start(context, {
    ...shift,
    from: String(before.FunctionVersion),
    to: String(after.FunctionVersion),
  });
  const info = await settle(context, deploymentId);
  if (info.status === 'Succeeded') return;
  const { code = '', message = '' } = info.errorInformation ?? {};
  throw new Error(`CodeDeploy deployment ${deploymentId} ${String(info.status).toLowerCase()} (${code}): ${message}`);
}

/** Takes an alias back to its old version when CloudFormation rolls back, unless CodeDeploy has done so already. */
export async function unshiftAlias(
  context: ResourceContext,
  hooks: AliasPolicy,
  old: Readonly<Record<string, unknown>>,
): Promise<void> {
  const name = functionName(old.FunctionName);
  const alias = await context
    .client(LambdaClient)
    .send(new GetAliasCommand({ FunctionName: name, Name: String(old.Name) }));
  const isSplit = Object.keys(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0;
  if (isSplit || alias.FunctionVersion === String(old.FunctionVersion)) return;
  const shift = { function: old.FunctionName, alias: old.Name, policy: hooks, back: true };
  const deploymentId = await start(context, {
    ...shift,
    from: alias.FunctionVersion ?? '',
    to: String(old.FunctionVersion),
  });
  await settle(context, deploymentId);
}
