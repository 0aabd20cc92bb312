import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BakeJudge } from '../../app/release/bake-judge.ts';
import { deploymentConfiguration } from '../../app/release/shift.ts';
import { SyntheticTraffic } from '../../app/release/synthetic-traffic.ts';
import { VersionAlarms } from '../../app/release/version-alarms.ts';
import { METRIC_PERIOD, versionMetrics } from '../../app/release/version-metrics.ts';
import type { AlarmLimits } from '../../app/stage-configuration.ts';
import {
  ALIAS_NAME,
  BASELINE_ALIAS_NAME,
  CANARY,
  functionNameOf,
  groupNameOf,
  NEW_VERSION,
  STRATEGIES,
  type Strategy,
} from './strategies.ts';
import { anySyntheticEvent, NO_TABLE, syntheticNeed } from './synthetic.ts';

/** As a stage of the product has them, but for slowness: how fast this machine answers is not what is measured. */
const LIMITS: AlarmLimits = {
  errorRatePercent: 5,
  minimumRequestsPerMinute: 10,
  latencyP99Ms: 600_000,
  throttles: 5,
};
/** Of real time, which a machine that has other things to do may let pass before it runs the function's process. */
const TIMEOUT = cdk.Duration.minutes(15);
const LOG_RETENTION_DAYS = 1;
/** Bad minutes in a row of the alarms that are not ours: as in the samples of AWS SAM. */
const BAD_MINUTES = 2;

interface ReleasedFunctionProps {
  readonly strategy: Strategy;
  readonly key: kms.IKey;
  readonly topic: sns.ITopic;
}

/** A function behind an alias, and the deployment group that releases it in the way of one strategy. */
class ReleasedFunction extends Construct {
  constructor(scope: Construct, id: string, props: ReleasedFunctionProps) {
    super(scope, id);
    const functionName = functionNameOf(props.strategy);
    const fn = new lambda.Function(this, 'Function', {
      functionName,
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(join(import.meta.dirname, 'released-function')),
      timeout: TIMEOUT,
      // A line for each of a million requests says nothing that the metrics do not.
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
      applicationLogLevelV2: lambda.ApplicationLogLevel.FATAL,
    });
    const alias = fn.addAlias(ALIAS_NAME);
    const alarms = this.alarms(fn, functionName, props);
    new codedeploy.LambdaDeploymentGroup(this, 'DeploymentGroup', {
      application: new codedeploy.LambdaApplication(this, 'Application', { applicationName: functionName }),
      deploymentGroupName: groupNameOf(props.strategy),
      alias,
      deploymentConfig: deploymentConfiguration(
        this,
        'Shift',
        props.strategy === 'all-at-once' ? { kind: 'allAtOnce' } : { kind: 'canary', ...CANARY },
      ),
      alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: alarms.length > 0 },
    });
  }

  private alarms(
    fn: lambda.Function,
    functionName: string,
    { strategy, key, topic }: ReleasedFunctionProps,
  ): cloudwatch.IAlarm[] {
    const released = { functionName, aliasName: ALIAS_NAME, version: NEW_VERSION };
    const { ofVersion } = versionMetrics(released);
    const errors = ofVersion('Errors', cloudwatch.Stats.SUM);
    switch (strategy) {
      case 'all-at-once':
        return [];
      case 'errors-above-zero':
        return [this.alarm(strategy, errors, 0)];
      case 'error-rate-5': {
        const invocations = ofVersion('Invocations', cloudwatch.Stats.SUM);
        const rate = new cloudwatch.MathExpression({
          expression: '100 * errors / invocations',
          usingMetrics: { errors, invocations },
          period: METRIC_PERIOD,
        });
        return [this.alarm(strategy, rate, 5)];
      }
      case 'judge-of-users':
      case 'slipway': {
        const watched = { ...released, limits: LIMITS, topic };
        const deploymentGroupName = groupNameOf(strategy);
        const group = {
          deploymentGroupName,
          deploymentGroupArn: cdk.Stack.of(this).formatArn({
            service: 'codedeploy',
            resource: 'deploymentgroup',
            resourceName: `${functionName}/${deploymentGroupName}`,
            arnFormat: cdk.ArnFormat.COLON_RESOURCE_NAME,
          }),
          key,
          logRetentionDays: LOG_RETENTION_DAYS,
        };
        const isAsked = strategy === 'slipway';
        const baseline = isAsked ? { baselineAliasName: BASELINE_ALIAS_NAME } : {};
        const judge = new BakeJudge(this, 'BakeJudge', { ...watched, ...group, ...baseline });
        if (isAsked) {
          const { need, windowSeconds } = syntheticNeed(LIMITS);
          new SyntheticTraffic(this, 'SyntheticTraffic', {
            ...released,
            ...group,
            versionArn: `${fn.functionArn}:${NEW_VERSION}`,
            baselineAliasArn: fn.addAlias(BASELINE_ALIAS_NAME).functionArn,
            schedule: judge.schedule,
            requests: { events: [anySyntheticEvent] },
            need,
            windowSeconds,
            smokeTable: NO_TABLE,
            recordStatements: [],
          });
        }
        return [...new VersionAlarms(this, 'Alarms', watched).alarms, ...judge.alarms];
      }
    }
  }

  private alarm(strategy: Strategy, metric: cloudwatch.IMetric, threshold: number): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'Alarm', {
      alarmName: functionNameOf(strategy),
      metric,
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: BAD_MINUTES,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

/** One function a strategy. The judge, its alarms and those beside it are the product's own constructs. */
export class SafetyStack extends cdk.Stack {
  constructor(scope: Construct, id: string, props: cdk.StackProps) {
    super(scope, id, props);
    const key = new kms.Key(this, 'Key', { removalPolicy: cdk.RemovalPolicy.DESTROY });
    for (const service of [`logs.${this.region}.amazonaws.com`, 'cloudwatch.amazonaws.com'])
      key.grantEncryptDecrypt(new iam.ServicePrincipal(service));
    const topic = new sns.Topic(this, 'Topic', { masterKey: key });
    topic.grantPublish(new iam.ServicePrincipal('cloudwatch.amazonaws.com'));
    for (const strategy of STRATEGIES) new ReleasedFunction(this, strategy, { strategy, key, topic });
  }
}
