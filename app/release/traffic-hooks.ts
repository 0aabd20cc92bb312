import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import * as z from 'zod/mini';
import { PostTrafficEnvironment } from '../../hooks/post-traffic/contract.ts';
import { PreTrafficEnvironment } from '../../hooks/pre-traffic/contract.ts';
import { topicKeyStatement } from '../identity/topic-key.ts';
import { BundledFunction } from './bundled-function.ts';
import { definedValues } from './defined-values.ts';

/** Above the sum of the hooks' own waits, which are longest for CloudWatch after a shift; their watchdog reports ten seconds earlier. */
const HOOK_TIMEOUTS = { 'pre-traffic': cdk.Duration.minutes(2), 'post-traffic': cdk.Duration.minutes(4) } as const;
const HOOK_MEMORY_MEGABYTES = 512;
/** One for the deployment and one for a roll-back that follows it. */
const HOOK_CONCURRENCY = 2;

/** What both hooks of a function need. */
export interface HookProps {
  /** Name of the function that is released. */
  readonly functionName: string;
  /** The group to which the hook reports. */
  readonly deploymentGroupArn: string;
  readonly key: kms.IKey;
  readonly logRetentionDays: number;
  /** Lets the hook delete its smoke record, and nothing else. */
  readonly cleanUpStatements: readonly iam.PolicyStatement[];
}

function hookFunction(
  scope: Construct,
  id: string,
  kind: 'pre-traffic' | 'post-traffic',
  props: HookProps,
  environment: Readonly<Record<string, string>>,
  statements: readonly iam.PolicyStatement[],
): BundledFunction {
  return new BundledFunction(scope, id, {
    functionName: `${props.functionName}-${kind}`,
    description: `CodeDeploy ${kind} hook of ${props.functionName}`,
    bundle: kind,
    environment,
    key: props.key,
    logRetentionDays: props.logRetentionDays,
    timeout: HOOK_TIMEOUTS[kind],
    memoryMegabytes: HOOK_MEMORY_MEGABYTES,
    reservedConcurrency: HOOK_CONCURRENCY,
    statements: [
      new iam.PolicyStatement({
        actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
        resources: [props.deploymentGroupArn],
      }),
      ...props.cleanUpStatements,
      ...statements,
    ],
  });
}

/** The hook that looks at the new version's passport and invokes it, and the old one beside it, before the new one has traffic. */
export function preTrafficHook(
  scope: Construct,
  id: string,
  props: HookProps & {
    readonly alarmArns: readonly string[];
    readonly ownStatements: readonly iam.PolicyStatement[];
  },
  environment: PreTrafficEnvironment,
) {
  // The old version by the alias alone: see `observeShadow`.
  const versions = [environment.TARGET_VERSION_ARN, environment.SHADOW?.aliasArn].filter((arn) => arn !== undefined);
  const invoke = new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: versions });
  const look = new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [...props.alarmArns] });
  const encoded = definedValues(z.encode(PreTrafficEnvironment, environment));
  return hookFunction(scope, id, 'pre-traffic', props, encoded, [invoke, look, ...props.ownStatements]);
}

/** The hook that uses the public API after the shift. */
export function postTrafficHook(
  scope: Construct,
  id: string,
  props: HookProps & {
    readonly apiKeyArn: string;
    readonly alarmArns: readonly string[];
    readonly topic?: sns.ITopic;
    readonly passportStatements: readonly iam.PolicyStatement[];
  },
  environment: PostTrafficEnvironment,
) {
  const { topic } = props;
  const statements = [
    ...(topic === undefined
      ? []
      : [
          new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] }),
          topicKeyStatement(scope, props.key.keyArn),
        ]),
    // GetApiKey with its value. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
    new iam.PolicyStatement({ actions: ['apigateway:GET'], resources: [props.apiKeyArn] }),
    new iam.PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: [...props.alarmArns] }),
    // GetMetricData takes no resource.
    new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
    ...props.passportStatements,
  ];
  const encoded = definedValues(z.encode(PostTrafficEnvironment, environment));
  return hookFunction(scope, id, 'post-traffic', props, encoded, statements);
}
