import * as cdk from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import {
  BakeJudgeEnvironment,
  EVIDENCE_METRICS,
  evidenceDimensions,
  evidenceNamespace,
  LOOKS_METRIC,
  looksDimensions,
} from '../../hooks/bake-judge/contract.ts';
import type { AlarmLimits } from '../stage-configuration.ts';
import { BundledFunction } from './bundled-function.ts';
import { definedValues } from './defined-values.ts';
import { BAKE_JUDGE } from './judge-settings.ts';
import { METRIC_PERIOD, type ReleasedVersion, versionMetrics } from './version-metrics.ts';

const { alpha: ALPHA, lookSeconds: LOOK_SECONDS } = BAKE_JUDGE;
const LOOK = cdk.Duration.seconds(LOOK_SECONDS);
/** How long a single look beyond the limit keeps the alarm red: AWS does not say how often CodeDeploy reads alarms. */
const LOOKS_RED = 6;
/** A minute of looks, and what the last one may take. */
const TIMEOUT = cdk.Duration.seconds(90);
const MEMORY_MEGABYTES = 256;
/** The minute of the start, the first minute of the schedule, and the end of a deployment may fall together. */
const CONCURRENCY = 3;
/** Whole minutes without evidence while both versions have traffic. One alone may be the time until the judge is awake. */
const SILENT_MINUTES = 2;
/** A look that comes later than this is of no use. */
const LONGEST_DELAY = cdk.Duration.minutes(2);

/** Properties of `BakeJudge`; the function's name is that of its CodeDeploy application too. */
export interface BakeJudgeProps extends ReleasedVersion {
  readonly deploymentGroupName: string;
  readonly deploymentGroupArn: string;
  readonly limits: AlarmLimits;
  readonly key: kms.IKey;
  readonly logRetentionDays: number;
  /** The alias by which synthetic traffic asks the old version. @default - there is no synthetic traffic to judge */
  readonly baselineAliasName?: string;
  /** Is told when an alarm goes off. */
  readonly topic: sns.ITopic;
}

/**
 * Watches a bake: a function that CodeDeploy's own events wake, that looks every ten seconds while a deployment is under
 * way and publishes the evidence against the new version; and two alarms for the deployment group.
 *
 * The alarms are the only thing that acts. The function can neither stop nor pass a release, and one that dies, is denied
 * or is late leaves the second alarm without its evidence. See docs/judging.md.
 */
export class BakeJudge extends Construct {
  readonly alarms: readonly cloudwatch.Alarm[];
  /** Physical names, as plain strings. */
  readonly alarmNames: readonly string[];
  /** Every minute, on while a deployment is under way. */
  readonly schedule: events.Rule;

  constructor(scope: Construct, id: string, props: BakeJudgeProps) {
    super(scope, id);
    const name = `${props.functionName}-bake-judge`;
    // Written out: the rule has the function as its target, and the function's role names the rule.
    const scheduleArn = cdk.Stack.of(this).formatArn({ service: 'events', resource: 'rule', resourceName: name });
    const { function: judge } = this.createFunction(name, scheduleArn, props);

    this.schedule = new events.Rule(this, 'Schedule', {
      ruleName: name,
      description: `Every minute of a deployment of ${props.functionName}; enabled and disabled by its judge`,
      schedule: events.Schedule.rate(cdk.Duration.minutes(1)),
      enabled: false,
      targets: [new targets.LambdaFunction(judge, { maxEventAge: LONGEST_DELAY, retryAttempts: 1 })],
    });
    new events.Rule(this, 'Deployments', {
      ruleName: `${name}-deployments`,
      description: `Starts and ends of deployments of ${props.functionName}`,
      eventPattern: {
        source: ['aws.codedeploy'],
        detailType: ['CodeDeploy Deployment State-change Notification'],
        detail: {
          application: [props.functionName],
          deploymentGroup: [props.deploymentGroupName],
          state: ['START', 'SUCCESS', 'FAILURE', 'STOP'],
        },
      },
      targets: [new targets.LambdaFunction(judge, { maxEventAge: LONGEST_DELAY, retryAttempts: 5 })],
    });

    const { functionName, baselineAliasName } = props;
    const alarms = [this.evidenceAlarm(props), this.silenceAlarm(props)];
    const alarmNames = [evidenceAlarmName(functionName), silenceAlarmName(functionName)];
    if (baselineAliasName !== undefined) {
      alarms.push(this.syntheticSilenceAlarm(props, baselineAliasName));
      alarmNames.push(syntheticSilenceAlarmName(functionName));
    }
    for (const alarm of alarms) alarm.addAlarmAction(new actions.SnsAction(props.topic));
    this.alarms = alarms;
    this.alarmNames = alarmNames;
  }

  private createFunction(functionName: string, scheduleArn: string, props: BakeJudgeProps): BundledFunction {
    const judge = new BundledFunction(this, 'Function', {
      functionName,
      description: `Judges the bakes of ${props.functionName}`,
      bundle: 'bake-judge',
      environment: definedValues(
        z.encode(BakeJudgeEnvironment, {
          APPLICATION_NAME: props.functionName,
          DEPLOYMENT_GROUP_NAME: props.deploymentGroupName,
          FUNCTION_NAME: props.functionName,
          ALIAS_NAME: props.aliasName,
          NEW_VERSION: props.version,
          SCHEDULE_RULE_NAME: functionName,
          ALPHA,
          SLOW_MS: props.limits.latencyP99Ms,
          MARGIN_PERCENT: props.limits.errorRatePercent,
          LOOK_SECONDS,
          ...(props.baselineAliasName === undefined ? {} : { BASELINE_ALIAS_NAME: props.baselineAliasName }),
        }),
      ),
      key: props.key,
      logRetentionDays: props.logRetentionDays,
      timeout: TIMEOUT,
      memoryMegabytes: MEMORY_MEGABYTES,
      reservedConcurrency: CONCURRENCY,
      statements: [
        new iam.PolicyStatement({
          actions: ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
          resources: [props.deploymentGroupArn],
        }),
        new iam.PolicyStatement({
          actions: ['events:DisableRule', 'events:EnableRule'],
          resources: [scheduleArn],
        }),
        // GetMetricData takes no resource.
        new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
        // PutMetricData takes no resource either, but a namespace.
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
        new iam.PolicyStatement({
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': namespaceOf(props) } },
        }),
      ],
    });
    judge.function.configureAsyncInvoke({ maxEventAge: LONGEST_DELAY, retryAttempts: 1 });
    return judge;
  }

  private evidenceAlarm(props: BakeJudgeProps): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'Evidence', {
      alarmName: evidenceAlarmName(props.functionName),
      alarmDescription: `The new version gives more errors or more answers over ${props.limits.latencyP99Ms} ms than the old one (alpha ${ALPHA})`,
      metric: evidenceMetric(props),
      threshold: Math.log(1 / ALPHA),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: LOOKS_RED,
      datapointsToAlarm: 1,
      // Without a deployment there is no evidence; a judge that is silent during one is the other alarm's business.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private silenceAlarm(props: BakeJudgeProps): cloudwatch.Alarm {
    const { ofAlias, ofVersion } = versionMetrics(props);
    return this.silence('Silence', silenceAlarmName(props.functionName), {
      description: `Both versions of ${props.functionName} have traffic and nobody judges it`,
      // The sum and not FILL: a judge that was never there has no metric at all, and SUM takes what is missing for 0.
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
      expression: 'IF(shifted > 0 AND alias > shifted AND SUM([0 * shifted, looks]) < 1, 1, 0)',
      usingMetrics: {
        alias: ofAlias('Invocations', cloudwatch.Stats.SUM),
        shifted: ofVersion('Invocations', cloudwatch.Stats.SUM),
        looks: looksMetric(props),
      },
    });
  }

  /** Synthetic traffic that nobody judges is no evidence: users alone may not bring enough for the other alarm to see. */
  private syntheticSilenceAlarm(props: BakeJudgeProps, baselineAliasName: string): cloudwatch.Alarm {
    const { ofAlias } = versionMetrics({ ...props, aliasName: baselineAliasName });
    return this.silence('SyntheticSilence', syntheticSilenceAlarmName(props.functionName), {
      description: `Both versions of ${props.functionName} have synthetic traffic and nobody judges it`,
      expression: 'IF(asked > 0 AND SUM([0 * asked, looks]) < 1, 1, 0)',
      usingMetrics: {
        asked: ofAlias('Invocations', cloudwatch.Stats.SUM),
        looks: looksMetric(props),
      },
    });
  }

  private silence(
    id: string,
    alarmName: string,
    of: { description: string; expression: string; usingMetrics: Record<string, cloudwatch.IMetric> },
  ): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      alarmName,
      alarmDescription: of.description,
      metric: new cloudwatch.MathExpression({
        expression: of.expression,
        usingMetrics: of.usingMetrics,
        period: METRIC_PERIOD,
        label: 'unjudged minutes of a shift',
      }),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: SILENT_MINUTES,
      datapointsToAlarm: SILENT_MINUTES,
      // Without invocations there is no shift to be judged.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

const evidenceAlarmName = (functionName: string): string => `${functionName}-judge-evidence`;
const syntheticSilenceAlarmName = (functionName: string): string => `${functionName}-judge-silent-synthetic`;
const silenceAlarmName = (functionName: string): string => `${functionName}-judge-silent`;

/** What CloudWatch takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
const NAMESPACE = /^[0-9A-Za-z.\-_/#: ]{1,255}$/;

/** @throws Error where a metric cannot have it, as with a name that CloudFormation draws */
function namespaceOf({ deploymentGroupName }: BakeJudgeProps): string {
  const namespace = evidenceNamespace(deploymentGroupName);
  if (!NAMESPACE.test(namespace)) throw new Error(`'${namespace}' is no namespace of metrics`);
  return namespace;
}

function evidenceMetric(props: BakeJudgeProps): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: namespaceOf(props),
    metricName: EVIDENCE_METRICS.combined,
    dimensionsMap: evidenceDimensions(props.deploymentGroupName, props.version),
    statistic: cloudwatch.Stats.MAXIMUM,
    period: LOOK,
  });
}

function looksMetric(props: BakeJudgeProps): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: namespaceOf(props),
    metricName: LOOKS_METRIC,
    dimensionsMap: looksDimensions(props.deploymentGroupName),
    statistic: cloudwatch.Stats.SUM,
    period: METRIC_PERIOD,
  });
}
