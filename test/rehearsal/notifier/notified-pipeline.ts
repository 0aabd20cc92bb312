import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreatePipelineCommand, PutApprovalResultCommand } from '@aws-sdk/client-codepipeline';
import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { z } from 'zod';
import { bundle } from '../../../app/bundle.ts';
import { eventbridge } from '../../../rehearsal/services/eventbridge/index.ts';
import { lambda } from '../../../rehearsal/services/lambda/index.ts';
import { logs } from '../../../rehearsal/services/logs/index.ts';
import { readOutbox } from '../../helpers/outbox.ts';
import { ACCOUNT, REGION } from '../../helpers/rehearsal.ts';
import { environment, synthesize } from '../../pipeline/synthesize.ts';
import { RELEASE, type Release, startRelease } from '../codepipeline/release-setup.ts';
import { zipOf } from '../lambda/lambda-account.ts';

const NAME = RELEASE.name ?? '';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:releases`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${NAME}-notifier`;
const CHAT = 'https://global.sns-api.chatbot.amazonaws.com';

const subscription = z.object({
  Protocol: z.string(),
  Endpoint: z.string(),
  FilterPolicy: z.unknown().optional(),
  TopicArn: z.object({ Ref: z.string().startsWith('Notifications') }),
});
const rule = z.object({
  Name: z.string(),
  ScheduleExpression: z.string().optional(),
  EventPattern: z.unknown().optional(),
  State: z.enum(['ENABLED', 'DISABLED']),
});
const variablesOf = z.object({ Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }) });

/** What the construct makes for a pipeline of this name. */
function synthesized() {
  const template = synthesize({
    pipelineName: NAME,
    repositoryName: 'students',
    // As long as the approval of the release waits.
    environments: [environment({ name: 'Prod', approval: { approvers: [], timeoutMinutes: 60 } })],
    notifications: {
      email: [{ address: 'team@example.com' }, { address: 'on-call@example.com', about: ['cameBack', 'blocked'] }],
      chat: true,
    },
  });
  const all = (type: string): unknown[] =>
    Object.entries(template.findResources(type))
      .filter(([id]) => id.startsWith('Notifications'))
      .map(([, { Properties }]) => Properties);
  const { Variables } = variablesOf.parse(all('AWS::Lambda::Function')[0]).Environment;
  return {
    subscriptions: all('AWS::SNS::Subscription').map((one) => subscription.parse(one)),
    rules: all('AWS::Events::Rule').map((one) => rule.parse(one)),
    // References of the template stand for what the test makes.
    variables: z.record(z.string(), z.string()).parse({ ...Variables, TOPIC_ARN: TOPIC, REPOSITORY_NAME: 'students' }),
  };
}

export interface NotifiedPipeline {
  readonly release: Release;
  answer(status: 'Approved' | 'Rejected', summary: string): Promise<void>;
  /** What would have been sent for the notifier: to whom, and what. */
  told(): Promise<{ to: string; subject: string | null; message: string }[]>;
  /** The same event again, with an id of its own. */
  repeatEvents(): Promise<void>;
  lookRuleState(): Promise<string | undefined>;
  advance(ms: number): Promise<void>;
}

/** A pipeline with the notifier's own function, rules and subscriptions, on real services. */
export async function startNotifiedPipeline(): Promise<NotifiedPipeline> {
  const release = await startRelease([lambda, logs, eventbridge]);
  const { local } = release;
  const { subscriptions, rules, variables } = synthesized();
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  await local.client(IAMClient).send(
    new CreateRoleCommand({
      RoleName: 'function',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  const sns = local.client(SNSClient);
  await sns.send(new CreateTopicCommand({ Name: 'releases' }));
  for (const { Protocol, Endpoint, FilterPolicy } of subscriptions)
    await sns.send(
      new SubscribeCommand({
        TopicArn: TOPIC,
        Protocol,
        Endpoint,
        ...(FilterPolicy === undefined ? {} : { Attributes: { FilterPolicy: JSON.stringify(FilterPolicy) } }),
      }),
    );
  const { RECORD_LOG_GROUP: logGroupName } = variables;
  await local.client(CloudWatchLogsClient).send(new CreateLogGroupCommand({ logGroupName }));
  const source = readFileSync(join(bundle('notifier').directory, 'index.mjs'), 'utf8');
  const functions = local.client(LambdaClient);
  await functions.send(
    new CreateFunctionCommand({
      FunctionName: `${NAME}-notifier`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${ACCOUNT}:role/function`,
      Timeout: 30,
      MemorySize: 256,
      Code: { ZipFile: await zipOf({ 'index.mjs': source }) },
      Environment: { Variables: variables },
    }),
  );
  const events = local.client(EventBridgeClient);
  for (const { EventPattern, ...given } of rules) {
    const { RuleArn } = await events.send(
      new PutRuleCommand({
        ...given,
        ...(EventPattern === undefined ? {} : { EventPattern: JSON.stringify(EventPattern) }),
      }),
    );
    await events.send(new PutTargetsCommand({ Rule: given.Name, Targets: [{ Id: 'notifier', Arn: FUNCTION }] }));
    await functions.send(
      new AddPermissionCommand({
        FunctionName: `${NAME}-notifier`,
        StatementId: given.Name,
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: RuleArn,
      }),
    );
  }
  const { bus } = local.rehearsal.kernel;
  const published: Parameters<typeof bus.publish>[0][] = [];
  bus.subscribe('test', ({ id: _id, version: _version, ...event }) => {
    if (event.source === 'aws.codepipeline') published.push(event);
  });
  await release.client().send(new CreatePipelineCommand({ pipeline: RELEASE }));
  await release.settle();

  return {
    release,
    answer: async (status, summary) => {
      await release.client().send(
        new PutApprovalResultCommand({
          pipelineName: NAME,
          stageName: 'Approve',
          actionName: 'Ask',
          token: await release.token('Approve'),
          result: { status, summary },
        }),
      );
      await release.settle();
    },
    told: async () =>
      (await readOutbox(local))
        .filter(({ topic, subject }) => topic === TOPIC || subject?.includes('expires') === true)
        .map(({ endpoint, subject, message }) => ({ to: endpoint === CHAT ? 'chat' : endpoint, subject, message })),
    repeatEvents: async () => {
      for (const event of published.splice(0)) bus.publish(event);
      await release.settle();
    },
    lookRuleState: async () => {
      const { State } = await events.send(new DescribeRuleCommand({ Name: `${NAME}-approvals` }));
      return State;
    },
    advance: (ms) => local.clock.advance(ms),
  };
}
