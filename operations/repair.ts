import { setTimeout } from 'node:timers/promises';
import { ContinueUpdateRollbackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type DeploymentStatus, ListDeploymentsCommand } from '@aws-sdk/client-codedeploy';
import { GetAliasCommand, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import type { OperationClients } from './clients.ts';
import { readPipeline, stacksOf, stageOf } from './pipeline-stage.ts';
import { readStack, type StageStack } from './read-stack.ts';
import { Refused } from './refused.ts';
import type { TemplateAlias } from './template-aliases.ts';

/** One thing that is wrong, and what puts it right. */
export type RepairStep =
  | {
      readonly kind: 'setAlias';
      readonly functionName: string;
      readonly aliasName: string;
      /** The share of the traffic, 0 to 1, by version, as it is now. */
      readonly now: Readonly<Record<string, number>>;
      /** The version that the stack's template says: it gets everything. */
      readonly version: string;
      /** The alias as it was seen: if it has changed meanwhile, Lambda refuses the change. */
      readonly revisionId: string | undefined;
    }
  | { readonly kind: 'continueRollback'; readonly stackName: string };

const ACTIVE: DeploymentStatus[] = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

/**
 * Looks at the aliases of a stage and says what is wrong with them. Changes nothing.
 *
 * @returns nothing where every alias is wholly on the version that its stack's template says
 * @throws Refused while a release is under way: an alias on two versions is what a canary is
 */
export async function planRepair(
  clients: OperationClients,
  { pipelineName, stageName }: { readonly pipelineName: string; readonly stageName: string },
): Promise<RepairStep[]> {
  const stage = stageOf(await readPipeline(clients, pipelineName), stageName);
  const steps: RepairStep[] = [];
  for (const stackName of stacksOf(stage)) {
    const stack = await readStack(clients, stackName);
    if (stack === undefined) continue;
    await refuseWhileDeploying(clients, stack);
    for (const alias of stack.aliases) {
      const step = await lookAt(clients, alias);
      if (step !== undefined) steps.push(step);
    }
    if (stack.status === 'UPDATE_ROLLBACK_FAILED') steps.push({ kind: 'continueRollback', stackName });
  }
  return steps;
}

async function refuseWhileDeploying({ codedeploy }: OperationClients, stack: StageStack): Promise<void> {
  const hint = 'Wait for its end, or stop it: aws deploy stop-deployment --deployment-id <id> --auto-rollback-enabled.';
  if (stack.status.endsWith('_IN_PROGRESS'))
    throw new Refused(`A release is under way: the stack ${stack.stackName} is in ${stack.status}`, hint);
  for (const { group } of stack.aliases) {
    const { deployments: [active] = [] } = await codedeploy.send(
      new ListDeploymentsCommand({ ...group, includeOnlyStatuses: ACTIVE }),
    );
    if (active !== undefined)
      throw new Refused(`A deployment is under way: ${active} of ${group.deploymentGroupName}`, hint);
  }
}

async function lookAt(
  { lambda }: OperationClients,
  { functionName, aliasName, version }: TemplateAlias,
): Promise<RepairStep | undefined> {
  const alias = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: aliasName }));
  const others = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {});
  if (alias.FunctionVersion === version && others.length === 0) return undefined;
  const rest = others.reduce((left, [, share]) => left - share, 1);
  return {
    kind: 'setAlias',
    functionName,
    aliasName,
    now: { [alias.FunctionVersion ?? '?']: rest, ...Object.fromEntries(others) },
    version,
    revisionId: alias.RevisionId,
  };
}

/** Between two looks at a stack whose rollback goes on. */
const LOOK_EVERY_MS = 2_000;

/** @throws Refused where the rollback has failed once more */
async function continueRollback({ cloudformation }: OperationClients, stackName: string): Promise<void> {
  await cloudformation.send(new ContinueUpdateRollbackCommand({ StackName: stackName }));
  for (;;) {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: stackName }));
    if (stack?.StackStatus === 'UPDATE_ROLLBACK_COMPLETE') return;
    // While it cleans up the resources are back, and yet it takes no other change.
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS'))
      throw new Refused(
        `The rollback of the stack ${stackName} was continued and ended in ${stack?.StackStatus}: ${stack?.StackStatusReason ?? 'without a reason'}`,
        `See what could not be put back: aws cloudformation describe-stack-events --stack-name ${stackName}`,
      );
    await setTimeout(LOOK_EVERY_MS);
  }
}

/**
 * Does what a plan says, one step after the other, each to its end: when this is over, the stage can be retried. A step
 * that fails ends it; what was done before stays done.
 *
 * @throws Refused where a rollback fails once more
 * @throws the SDK's PreconditionFailedException when an alias has changed since it was looked at
 */
export async function repair(
  clients: OperationClients,
  steps: readonly RepairStep[],
  onDone: (step: RepairStep) => void,
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'setAlias')
      await clients.lambda.send(
        new UpdateAliasCommand({
          FunctionName: step.functionName,
          Name: step.aliasName,
          FunctionVersion: step.version,
          RoutingConfig: { AdditionalVersionWeights: {} },
          RevisionId: step.revisionId,
        }),
      );
    else await continueRollback(clients, step.stackName);
    onDone(step);
  }
}
