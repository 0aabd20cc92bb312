import * as cdk from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import { topicKeyStatement } from '../app/identity/topic-key.ts';
import { BundledFunction } from '../app/release/bundled-function.ts';
import { deploymentGroupOf, shiftGroupArn } from '../app/release/deployment-group.ts';
import type { ReleasedAlias } from '../hooks/alias-guard/contract.ts';
import {
  ACTION_CHANGE,
  END_STATES,
  EXECUTION_CHANGE,
  KIND_ATTRIBUTE,
  lookMinutes,
  NotifierEnvironment,
} from '../hooks/notifier/contract.ts';
import { ApprovalTopic } from './approval-topic.ts';
import type { ArtifactStore } from './artifact-store.ts';
import { checkNotifications, type Notifications } from './notification-settings.ts';

/** A message is read together from a few calls. */
const TIMEOUT = cdk.Duration.seconds(30);
const MEMORY_MEGABYTES = 256;
/** Events of two executions at the same moment; a third waits. */
const CONCURRENCY = 2;
const LOG_RETENTION_DAYS = logs.RetentionDays.ONE_YEAR;
/** Amazon Q Developer subscribes this endpoint to the topics of its channels, and confirms it by itself. */
const CHAT_ENDPOINT = 'https://global.sns-api.chatbot.amazonaws.com';

function subscribersOf({ email, chat }: Notifications): Omit<sns.SubscriptionProps, 'topic'>[] {
  return [
    ...email.map(({ address, about }) => ({
      protocol: sns.SubscriptionProtocol.EMAIL,
      endpoint: address,
      ...(about === undefined
        ? {}
        : { filterPolicy: { [KIND_ATTRIBUTE]: sns.SubscriptionFilter.stringFilter({ allowlist: [...about] }) } }),
    })),
    ...(chat ? [{ protocol: sns.SubscriptionProtocol.HTTPS, endpoint: CHAT_ENDPOINT }] : []),
  ];
}

/** Properties of `ReleaseNotifications`. */
export interface ReleaseNotificationsProps {
  readonly notifications: Notifications;
  readonly pipelineName: string;
  readonly pipelineArn: string;
  readonly repositoryName: string;
  readonly repositoryArn: string;
  /** Its key encrypts the topic, the function's log and the record. */
  readonly store: ArtifactStore;
  /** The aliases in the pipeline's account and region that each stage shifts, by the stage's name. */
  readonly aliases: ReadonlyMap<string, readonly ReleasedAlias[]>;
  /** How long the approvals wait. */
  readonly timeoutMinutes: readonly number[];
}

/**
 * Tells people what becomes of a release: a function that changes of the pipeline wake, and a topic. While an approval
 * waits, a schedule wakes it too, which the function enables and disables: nothing runs while nothing waits.
 */
export class ReleaseNotifications extends Construct {
  constructor(scope: Construct, id: string, props: ReleaseNotificationsProps) {
    super(scope, id);
    const { pipelineName, store } = props;
    const notifications = checkNotifications(props.notifications);
    const topic = new sns.Topic(this, 'Topic', {
      displayName: `Releases of ${pipelineName}`,
      masterKey: store.key,
      enforceSSL: true,
    });
    for (const [index, subscriber] of subscribersOf(notifications).entries()) {
      new sns.Subscription(this, `Subscriber${index + 1}`, { topic, ...subscriber });
    }

    const lookRuleName = `${pipelineName}-approvals`;
    // Written out: the rule has the function as its target, and the function's role names the rule.
    const lookRuleArn = cdk.Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: lookRuleName,
    });
    const { function: notifier } = this.notifier(props, topic, lookRuleName, lookRuleArn);
    this.onlyPublisher(topic, notifier.role);
    new events.Rule(this, 'Approvals', {
      ruleName: lookRuleName,
      description: `While an approval of ${pipelineName} waits; enabled and disabled by the notifier`,
      schedule: events.Schedule.rate(cdk.Duration.minutes(lookMinutes(props.timeoutMinutes))),
      enabled: false,
      targets: [new targets.LambdaFunction(notifier)],
    });
    const changes = { source: ['aws.codepipeline'], resources: [props.pipelineArn] };
    new events.Rule(this, 'Waits', {
      ruleName: `${pipelineName}-approval-waits`,
      description: `Approvals of ${pipelineName} that begin to wait, in whatever stage`,
      eventPattern: {
        ...changes,
        detailType: [ACTION_CHANGE],
        detail: { state: ['STARTED'], type: { category: ['Approval'] } },
      },
      targets: [new targets.LambdaFunction(notifier)],
    });
    new events.Rule(this, 'Ends', {
      ruleName: `${pipelineName}-ends`,
      description: `Executions of ${pipelineName} that end`,
      eventPattern: { ...changes, detailType: [EXECUTION_CHANGE], detail: { state: [...END_STATES] } },
      targets: [new targets.LambdaFunction(notifier)],
    });
    new cdk.CfnOutput(cdk.Stack.of(this), 'NotificationsTopic', { value: topic.topicArn });
  }

  private notifier(
    props: ReleaseNotificationsProps,
    topic: sns.Topic,
    lookRuleName: string,
    lookRuleArn: string,
  ): BundledFunction {
    const { pipelineName, store } = props;
    const functionName = `${pipelineName}-notifier`;
    const recordName = `/slipway/${pipelineName}/notifications`;
    store.allowLogGroup(`/aws/lambda/${functionName}`);
    store.allowLogGroup(recordName);
    const record = new logs.LogGroup(this, 'Record', {
      logGroupName: recordName,
      encryptionKey: store.key,
      retention: LOG_RETENTION_DAYS,
      removalPolicy: cdk.RemovalPolicy.DESTROY,
    });
    const groups = [...props.aliases].map(([stage, aliases]) => [stage, aliases.map(deploymentGroupOf)] as const);
    const approvers = cdk.Stack.of(this)
      .node.findAll()
      .flatMap((one) => (one instanceof ApprovalTopic ? [one.topic.topicArn] : []));
    return new BundledFunction(this, 'Notifier', {
      functionName,
      description: `Tells what becomes of the releases of ${pipelineName}`,
      bundle: 'notifier',
      environment: z.encode(NotifierEnvironment, {
        PIPELINE_NAME: pipelineName,
        REPOSITORY_NAME: props.repositoryName,
        TOPIC_ARN: topic.topicArn,
        RECORD_LOG_GROUP: recordName,
        LOOK_RULE_NAME: lookRuleName,
        GROUPS: Object.fromEntries(groups),
      }),
      key: store.key,
      logRetentionDays: LOG_RETENTION_DAYS,
      timeout: TIMEOUT,
      memoryMegabytes: MEMORY_MEGABYTES,
      reservedConcurrency: CONCURRENCY,
      statements: [
        new iam.PolicyStatement({
          actions: [
            'codepipeline:GetPipeline',
            'codepipeline:GetPipelineState',
            'codepipeline:ListActionExecutions',
            'codepipeline:ListPipelineExecutions',
            'codepipeline:ListRuleExecutions',
          ],
          resources: [props.pipelineArn],
        }),
        new iam.PolicyStatement({ actions: ['codecommit:GetCommit'], resources: [props.repositoryArn] }),
        ...this.readShifts(groups.flatMap(([, own]) => own)),
        new iam.PolicyStatement({ actions: ['events:DisableRule', 'events:EnableRule'], resources: [lookRuleArn] }),
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:GetLogEvents', 'logs:PutLogEvents'],
          resources: [record.logGroupArn],
        }),
        new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn, ...approvers] }),
        topicKeyStatement(this, store.key.keyArn),
      ],
    });
  }

  private readShifts(groups: readonly ReturnType<typeof deploymentGroupOf>[]): iam.PolicyStatement[] {
    if (groups.length === 0) return [];
    return [
      new iam.PolicyStatement({
        actions: [
          'codedeploy:BatchGetDeploymentTargets',
          'codedeploy:GetDeployment',
          'codedeploy:ListDeploymentTargets',
          'codedeploy:ListDeployments',
        ],
        resources: groups.map((group) => shiftGroupArn(this, group)),
      }),
      // GetMetricData takes no resource.
      new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
    ];
  }

  /** Nobody else can tell people that a release waits or came back, whatever their own rights say. */
  private onlyPublisher(topic: sns.Topic, role: iam.IRole | undefined): void {
    if (role === undefined) throw new Error('the notifier has no role');
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'OnlyTheNotifierPublishes',
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': role.roleArn } },
      }),
    );
  }
}
