import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { CodePipelineClient, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { assumeRole } from '../../kernel/assume-role.ts';
import type { AwsEvent } from '../../kernel/bus.ts';
import type { Scope } from '../../kernel/service.ts';
import { inputFor } from './input.ts';
import { ruleArn, type StoredRule, type StoredTarget } from './state.ts';

const SERVICE = 'events.amazonaws.com';
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 60_000;

/** With the target's role where it has one, else as EventBridge itself, which the target's own policy must allow. */
async function clientFor<C>(
  scope: Scope,
  clientClass: Parameters<typeof scope.clients.withKeys<C>>[0],
  rule: StoredRule,
  target: StoredTarget,
): Promise<C> {
  const sourceArn = ruleArn(scope, rule);
  if (target.roleArn === undefined) return scope.clients.asService(clientClass, SERVICE, scope.region, sourceArn);
  const keys = await assumeRole(scope, {
    roleArn: target.roleArn,
    sessionName: rule.name,
    service: SERVICE,
    sourceArn,
  });
  return scope.clients.withKeys(clientClass, keys, scope.region);
}

type Send = (scope: Scope, rule: StoredRule, target: StoredTarget, input: string, event: AwsEvent) => Promise<void>;

/** By the service part of the target's ARN. */
const SENDERS: Readonly<Record<string, Send>> = {
  lambda: async (scope, rule, target, input) => {
    const lambda = await clientFor(scope, LambdaClient, rule, target);
    await lambda.send(
      new InvokeCommand({ FunctionName: target.arn, InvocationType: 'Event', Payload: Buffer.from(input) }),
    );
  },
  sns: async (scope, rule, target, input) => {
    const sns = await clientFor(scope, SNSClient, rule, target);
    await sns.send(new PublishCommand({ TopicArn: target.arn, Message: input }));
  },
  codepipeline: async (scope, rule, target, _input, event) => {
    const codepipeline = await clientFor(scope, CodePipelineClient, rule, target);
    const name = target.arn.split(':')[5] ?? '';
    await codepipeline.send(new StartPipelineExecutionCommand({ name, clientRequestToken: event.id }));
  },
  codebuild: async (scope, rule, target, input) => {
    const codebuild = await clientFor(scope, CodeBuildClient, rule, target);
    const overrides: object = target.input === undefined && target.transformer === undefined ? {} : JSON.parse(input);
    await codebuild.send(new StartBuildCommand({ projectName: target.arn.split('/')[1] ?? '', ...overrides }));
  },
  logs: (scope, _rule, target, input) => {
    const group = target.arn.split(':')[6] ?? '';
    const nowMs = scope.clock.now();
    const stream = new Date(nowMs).toISOString().slice(0, 10);
    scope.telemetry.log({ region: scope.region, group, stream, message: input, timestampMs: nowMs });
    return Promise.resolve();
  },
};

export const canSendTo = (arn: string): boolean => SENDERS[arn.split(':')[2] ?? ''] !== undefined;

function count(scope: Scope, rule: StoredRule, name: string): void {
  scope.telemetry.metric({
    region: scope.region,
    namespace: 'AWS/Events',
    name,
    dimensions: { RuleName: rule.name },
    value: 1,
    unit: 'Count',
    timestampMs: scope.clock.now(),
  });
}

const isSdkError = (error: unknown): error is Error & { $metadata: { httpStatusCode?: number } } =>
  error instanceof Error && '$metadata' in error;
/** What another try cannot mend: the caller's own mistakes. */
const isFinal = (error: unknown): boolean => {
  const status = isSdkError(error) ? error.$metadata.httpStatusCode : undefined;
  return status !== undefined && status < 500 && status !== 429;
};

/**
 * Sends an event to one target, again with growing pauses when the target fails. What never arrives is counted in
 * `FailedInvocations` and reported.
 * @returns false when the end of the process came between: it is not over
 */
export async function deliver(scope: Scope, rule: StoredRule, target: StoredTarget, event: AwsEvent): Promise<boolean> {
  const send = SENDERS[target.arn.split(':')[2] ?? ''];
  if (send === undefined) {
    const why = 'EventBridge of the rehearsal sends to Lambda, SNS, CodePipeline, CodeBuild and CloudWatch Logs';
    scope.recordNotRun({ type: 'AWS::Events::Rule target', logicalId: `${rule.name} -> ${target.arn}`, why });
    return true;
  }
  count(scope, rule, 'Invocations');
  const input = inputFor(target, event, rule.name, ruleArn(scope, rule));
  for (let attempt = 0; ; attempt++) {
    try {
      await send(scope, rule, target, input, event);
      return true;
    } catch (error) {
      if (scope.shutdown.aborted) return false;
      if (!isFinal(error) && attempt < target.retries) {
        await scope.clock.sleep(Math.min(FIRST_RETRY_MS * 2 ** attempt, LONGEST_RETRY_MS), scope.shutdown);
        continue;
      }
      count(scope, rule, 'FailedInvocations');
      scope.report(error, `EventBridge rule ${rule.name}: the event did not reach ${target.arn}`);
      return true;
    }
  }
}
