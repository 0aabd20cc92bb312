import * as cdk from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { SmokeTable } from '../../hooks/smoke-record.ts';
import {
  type SyntheticNeed,
  type SyntheticRequests,
  SyntheticTrafficEnvironment,
} from '../../hooks/synthetic-traffic/contract.ts';
import { BundledFunction } from './bundled-function.ts';
import { SYNTHETIC_PER_SECOND_MAX } from './detection/synthetic-evidence.ts';

/** A minute of requests, and what the last ones may take. */
const TIMEOUT = cdk.Duration.seconds(90);
const MEMORY_MEGABYTES = 256;
/** One minute may begin before the one before it is over. */
const CONCURRENCY = 2;
/** Requests that come a minute late would be too many: the next minute counts what is missing anew. */
const LONGEST_DELAY = cdk.Duration.minutes(1);

/** Properties of `SyntheticTraffic`; the function's name is that of its CodeDeploy application too. */
export interface SyntheticTrafficProps {
  readonly functionName: string;
  readonly aliasName: string;
  /** Number of the version that the release brings, and its qualified ARN. */
  readonly version: string;
  readonly versionArn: string;
  /** Leads to the old version until the release is over. */
  readonly baselineAliasArn: string;
  readonly deploymentGroupName: string;
  readonly deploymentGroupArn: string;
  /** Is on while a deployment of the group is under way. */
  readonly schedule: events.Rule;
  readonly requests: SyntheticRequests;
  readonly need: SyntheticNeed;
  readonly windowSeconds: number;
  readonly smokeTable: SmokeTable;
  /** Lets the function put its record, and delete it, and nothing else. */
  readonly recordStatements: readonly iam.PolicyStatement[];
  readonly key: kms.IKey;
  readonly logRetentionDays: number;
}

/**
 * Asks both versions while traffic shifts, where users ask too little for a bad version to be noticed: read-only requests, each
 * to the new and to the old version, and only as many as are missing. It can invoke these two and nothing else, and it judges
 * nothing: what they answer, the bake judge reads in Lambda's metrics. See docs/judging.md.
 */
export class SyntheticTraffic extends Construct {
  constructor(scope: Construct, id: string, props: SyntheticTrafficProps) {
    super(scope, id);
    const { function: sender } = new BundledFunction(this, 'Function', {
      functionName: `${props.functionName}-synthetic-traffic`,
      description: `Asks both versions of ${props.functionName} in a bake with too little traffic`,
      bundle: 'synthetic-traffic',
      environment: z.encode(SyntheticTrafficEnvironment, {
        APPLICATION_NAME: props.functionName,
        DEPLOYMENT_GROUP_NAME: props.deploymentGroupName,
        FUNCTION_NAME: props.functionName,
        ALIAS_NAME: props.aliasName,
        NEW_VERSION: props.version,
        NEW_VERSION_ARN: props.versionArn,
        BASELINE_ALIAS_ARN: props.baselineAliasArn,
        REQUESTS: props.requests,
        SMOKE_TABLE: props.smokeTable,
        NEED: props.need,
        WINDOW_SECONDS: props.windowSeconds,
        PER_SECOND_MAX: SYNTHETIC_PER_SECOND_MAX,
      }),
      key: props.key,
      logRetentionDays: props.logRetentionDays,
      timeout: TIMEOUT,
      memoryMegabytes: MEMORY_MEGABYTES,
      reservedConcurrency: CONCURRENCY,
      statements: [
        new iam.PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [props.versionArn, props.baselineAliasArn],
        }),
        new iam.PolicyStatement({
          actions: [
            'codedeploy:BatchGetDeploymentTargets',
            'codedeploy:ListDeploymentTargets',
            'codedeploy:ListDeployments',
          ],
          resources: [props.deploymentGroupArn],
        }),
        // GetMetricData takes no resource.
        new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
        ...props.recordStatements,
      ],
    });
    sender.configureAsyncInvoke({ maxEventAge: LONGEST_DELAY, retryAttempts: 0 });
    props.schedule.addTarget(new targets.LambdaFunction(sender, { maxEventAge: LONGEST_DELAY, retryAttempts: 0 }));
  }
}
