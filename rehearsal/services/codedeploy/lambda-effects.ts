import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAliasCommand, InvokeCommand, LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { assumeRole } from '../../kernel/assume-role.ts';
import type { Scope } from '../../kernel/service.ts';
import type { AliasFacts } from './machine.ts';
import type { Deployment, EventName } from './model.ts';

/* What a deployment does to the world, always with the group's service role. */

const keysFor = (scope: Scope, deployment: Deployment) =>
  assumeRole(scope, {
    roleArn: deployment.roleArn,
    sessionName: deployment.id,
    service: 'codedeploy.amazonaws.com',
    sourceArn: scope.arn('codedeploy', `deploymentgroup:${deployment.application}/${deployment.group}`),
  });
const lambdaFor = async (scope: Scope, deployment: Deployment) =>
  scope.clients.withKeys(LambdaClient, await keysFor(scope, deployment), scope.region);

export async function readAlias(scope: Scope, deployment: Deployment): Promise<AliasFacts> {
  const { functionName, alias } = deployment.revision;
  const lambda = await lambdaFor(scope, deployment);
  const answer = await lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
  return {
    version: answer.FunctionVersion ?? '',
    routedVersions: Object.keys(answer.RoutingConfig?.AdditionalVersionWeights ?? {}),
  };
}

/** Sends `percent` of the alias's traffic to the target version; the rest stays on the current one. */
export async function setWeight(scope: Scope, deployment: Deployment, percent: number): Promise<void> {
  const { functionName, alias, currentVersion, targetVersion } = deployment.revision;
  const lambda = await lambdaFor(scope, deployment);
  const weights: Record<string, number> = percent === 100 || percent === 0 ? {} : { [targetVersion]: percent / 100 };
  await lambda.send(
    new UpdateAliasCommand({
      FunctionName: functionName,
      Name: alias,
      FunctionVersion: percent === 100 ? targetVersion : currentVersion,
      RoutingConfig: { AdditionalVersionWeights: weights },
    }),
  );
}

/** https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html */
export async function invokeHook(
  scope: Scope,
  deployment: Deployment,
  hook: { functionName: string; event: EventName; executionId: string },
): Promise<void> {
  const lambda = await lambdaFor(scope, deployment);
  const payload = { DeploymentId: deployment.id, LifecycleEventHookExecutionId: hook.executionId };
  await lambda.send(
    new InvokeCommand({
      FunctionName: hook.functionName,
      InvocationType: 'Event',
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
}

/** Those of the group's alarms that are in ALARM; an alarm that does not exist cannot be read. */
export async function activeAlarms(scope: Scope, deployment: Deployment): Promise<string[]> {
  const { names } = deployment.alarms;
  const cloudwatch = scope.clients.withKeys(CloudWatchClient, await keysFor(scope, deployment), scope.region);
  const { MetricAlarms = [], CompositeAlarms = [] } = await cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] }),
  );
  const alarms = [...MetricAlarms, ...CompositeAlarms];
  const missing = names.filter((name) => !alarms.some((alarm) => alarm.AlarmName === name));
  if (missing.length > 0) throw new Error(`no alarm is called ${missing.join(', ')}`);
  return alarms.filter((alarm) => alarm.StateValue === 'ALARM').map((alarm) => alarm.AlarmName ?? '');
}
