import type * as cdk from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ReleasedAlias } from '../../hooks/alias-guard/contract.ts';
import type { RoundTrip } from '../../hooks/post-traffic/contract.ts';
import type { SmokeCheck } from '../../hooks/pre-traffic/contract.ts';
import type { CaptureTable } from '../../hooks/pre-traffic/shadow/captured.ts';
import type { Shadow } from '../../hooks/pre-traffic/shadow/contract.ts';
import type { SmokeTable } from '../../hooks/smoke-record.ts';
import type { BundleName } from '../bundle.ts';
import type { StageConfiguration } from '../stage-configuration.ts';
import { alarmsOnVersion } from './alarms-on-version.ts';
import { BakeJudge } from './bake-judge.ts';
import { BundledFunction } from './bundled-function.ts';
import { deploymentGroupOf, shiftGroupArn } from './deployment-group.ts';
import { deploymentRole } from './deployment-role.ts';
import { syntheticSeconds } from './detection/synthetic-evidence.ts';
import { firstVersionCheck } from './first-version-check.ts';
import { BASELINE_ALIAS_NAME, neededEvidence, requestsOf } from './needed-evidence.ts';
import type { PassportParameters } from './passport-parameters.ts';
import { deploymentConfiguration, shiftMinutes } from './shift.ts';
import { SyntheticTraffic } from './synthetic-traffic.ts';
import { postTrafficHook, preTrafficHook } from './traffic-hooks.ts';
import { VersionAlarms } from './version-alarms.ts';

/**
 * Longest answer to a smoke check, the cold start included. It finds a version that hangs; how fast one answers is
 * judged by the latency alarm on real traffic, since one cold call says nothing about a percentile.
 */
const SMOKE_LATENCY_LIMIT_MS = 5_000;
/** Added to the time of the shift when errors are counted: the hooks before it, and metrics of a whole minute. */
const OBSERVATION_MARGIN_MINUTES = 5;

/** Properties of `CanaryFunction`. */
export interface CanaryFunctionProps {
  /** Physical name of the function; its hooks, alarms, application and deployment group are named after it. */
  readonly functionName: string;
  readonly description: string;
  readonly bundle: BundleName;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: cdk.Duration;
  readonly memoryMegabytes: number;
  readonly reservedConcurrency: number;
  /** All that the function may do, beside its own logs and traces. */
  readonly statements: readonly iam.PolicyStatement[];
  readonly aliasName: string;
  readonly configuration: StageConfiguration;
  readonly key: kms.IKey;
  readonly alarmTopic: sns.ITopic;
  /** Requests that a new version must answer before it gets traffic. */
  readonly smokeChecks: readonly SmokeCheck[];
  /**
   * Requests to which a new version must answer as the old one does, before it gets traffic.
   * @default - the function has nothing read-only to be asked, and is judged by the smoke checks alone
   */
  readonly shadow?: Omit<Shadow, 'aliasArn'>;
  /** Where captured requests of the function are, which are compared as well. @default - none are captured */
  readonly captured?: CaptureTable;
  /** Lets those who send the comparison's requests put its record in place. @default - it has none */
  readonly seedStatements?: readonly iam.PolicyStatement[];
  /** Lets the pre-traffic hook read what is captured. @default - nothing is */
  readonly capturedStatements?: readonly iam.PolicyStatement[];
  /** The passport that a version must have before it gets traffic. @default - none: no pipeline releases the function */
  readonly passport?: PassportParameters;
  /** The public API as the post-traffic hook uses it. */
  readonly api: { readonly url: string; readonly keyId: string; readonly keyArn: string };
  readonly roundTrip: RoundTrip;
  /** Table in which the hooks leave and delete a record. */
  readonly smokeTable: SmokeTable;
  /** Lets a hook delete its smoke record, and nothing else. */
  readonly cleanUpStatements: readonly iam.PolicyStatement[];
}

/**
 * A function behind an alias that only CodeDeploy moves. Each release publishes a version; CodeDeploy runs the
 * pre-traffic hook, shifts traffic as configured while the alarms and the judge watch, and runs the post-traffic hook. A
 * failure, an alarm or a stop puts the alias back. CodeDeploy does nothing where the alias is created: there is no old
 * version. Its first version has to pass the smoke checks before the alias is made.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html#cfn-attributes-updatepolicy-codedeploylambdaaliasupdate
 */
export class CanaryFunction extends Construct {
  readonly function: lambda.Function;
  readonly alias: lambda.Alias;
  /** Physical names, as plain strings. */
  readonly released: ReleasedAlias;

  constructor(scope: Construct, id: string, props: CanaryFunctionProps) {
    super(scope, id);
    const { functionName, aliasName, configuration, key } = props;
    const { logRetentionDays } = configuration;
    const { function: fn, built } = new BundledFunction(this, 'Handler', { ...props, logRetentionDays });
    const version = fn.currentVersion;
    const alias = fn.addAlias(aliasName);

    const watch = new VersionAlarms(this, 'Alarms', {
      functionName,
      aliasName,
      version: version.version,
      limits: configuration.alarms,
      topic: props.alarmTopic,
    });

    const shiftGroup = deploymentGroupOf({ functionName, aliasName });
    const { applicationName, deploymentGroupName } = shiftGroup;
    const { cleanUpStatements, smokeTable } = props;
    // Written out: hooks and role are there before the group.
    const deploymentGroupArn = shiftGroupArn(this, shiftGroup);
    // A shift in one step has no time in which both versions could be compared.
    const hasBake = configuration.shift.kind !== 'allAtOnce';
    const needed = neededEvidence(functionName, configuration, props.shadow !== undefined);
    const judge = !hasBake
      ? undefined
      : new BakeJudge(this, 'BakeJudge', {
          functionName,
          aliasName,
          deploymentGroupName,
          deploymentGroupArn,
          version: version.version,
          limits: configuration.alarms,
          key,
          logRetentionDays,
          topic: props.alarmTopic,
          ...(needed.synthetic === undefined ? {} : { baselineAliasName: BASELINE_ALIAS_NAME }),
        });
    const alarms = [...watch.alarms, ...(judge?.alarms ?? [])];
    const alarmNames = [...watch.alarmNames, ...(judge?.alarmNames ?? [])];
    const alarmArns = alarms.map((alarm) => alarm.alarmArn);
    // Written out: hooks and role are there before the alias, and a reference back to it would be a cycle.
    const aliasArn = `${fn.functionArn}:${aliasName}`;
    const hookProps = { functionName, deploymentGroupArn, key, logRetentionDays, cleanUpStatements };
    const preTraffic = preTrafficHook(
      this,
      'PreTraffic',
      {
        ...hookProps,
        alarmArns,
        ownStatements: [
          ...(props.seedStatements ?? []),
          ...(props.capturedStatements ?? []),
          ...(props.passport?.statements(version.functionArn) ?? []),
        ],
      },
      {
        TARGET_VERSION_ARN: version.functionArn,
        ...(props.passport === undefined ? {} : { PASSPORT: { ...props.passport.demand, built } }),
        SMOKE_CHECKS: [...props.smokeChecks],
        LATENCY_LIMIT_MS: SMOKE_LATENCY_LIMIT_MS,
        SMOKE_TABLE: smokeTable,
        ...(props.shadow === undefined ? {} : { SHADOW: { ...props.shadow, aliasArn } }),
        ...(props.captured === undefined ? {} : { CAPTURED: props.captured }),
      },
    );
    const firstVersion = firstVersionCheck(this, 'FirstVersion', { hook: preTraffic.function, aliasArn });
    const onVersion = alarmsOnVersion(this, 'AlarmsOnVersion', {
      hook: preTraffic.function,
      aliasArn,
      version: version.version,
      alarmNames,
    });
    onVersion.node.addDependency(preTraffic, watch, ...(judge === undefined ? [] : [judge]));
    // Only where too little evidence takes a release back does it matter whether the stage goes back.
    const passport = needed.onInconclusive === 'rollBack' ? props.passport : undefined;
    const postTraffic = postTrafficHook(
      this,
      'PostTraffic',
      {
        ...hookProps,
        apiKeyArn: props.api.keyArn,
        alarmArns,
        ...(hasBake ? { topic: props.alarmTopic } : {}),
        passportStatements: passport?.statements(version.functionArn) ?? [],
      },
      {
        ...(passport === undefined
          ? {}
          : { PASSPORT: { demand: { ...passport.demand, built }, versionArn: version.functionArn } }),
        API_URL: props.api.url,
        API_KEY_ID: props.api.keyId,
        ROUND_TRIP: props.roundTrip,
        SMOKE_TABLE: smokeTable,
        ALARM_NAMES: alarmNames,
        FUNCTION_NAME: functionName,
        ALIAS_NAME: aliasName,
        NEW_VERSION: version.version,
        OBSERVATION_MINUTES: shiftMinutes(configuration.shift) + OBSERVATION_MARGIN_MINUTES,
        MINIMUM_INVOCATIONS: configuration.alarms.minimumRequestsPerMinute,
        ERROR_RATE_MARGIN_PERCENT: configuration.alarms.errorRatePercent,
        NEEDED_EVIDENCE: needed,
        ...(hasBake ? { NOTIFICATION_TOPIC_ARN: props.alarmTopic.topicArn } : {}),
      },
    );

    const deploymentRights = deploymentRole(this, 'DeploymentRights', {
      deploymentGroupArn,
      functionArn: fn.functionArn,
      aliasArn,
      hookArns: [preTraffic.function.functionArn, postTraffic.function.functionArn],
      alarmArns,
    });
    const group = new codedeploy.LambdaDeploymentGroup(this, 'DeploymentGroup', {
      application: new codedeploy.LambdaApplication(this, 'Application', { applicationName }),
      deploymentGroupName,
      alias,
      deploymentConfig: deploymentConfiguration(this, 'Shift', configuration.shift),
      alarms,
      ignorePollAlarmsFailure: false,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      preHook: preTraffic.function,
      postHook: postTraffic.function,
      // Without policy updates: the construct would attach the managed policy and grant the invoke of all versions.
      role: deploymentRights.role,
    });
    // Whether a name in an UpdatePolicy orders anything is not documented. All that protects the shift comes first.
    const protection = [group, deploymentRights, preTraffic, postTraffic, watch, firstVersion, onVersion];
    alias.node.addDependency(...protection, ...(judge === undefined ? [] : [judge]));

    if (judge !== undefined && props.shadow !== undefined) {
      // After the shift: until then it leads to the old version, by a name that is known before. It is there whether it is asked
      // or not, so that it is in place when a stage begins to ask.
      fn.addAlias(BASELINE_ALIAS_NAME).node.addDependency(alias);
      if (needed.synthetic !== undefined) {
        const sender = new SyntheticTraffic(this, 'SyntheticTraffic', {
          functionName,
          aliasName,
          version: version.version,
          versionArn: version.functionArn,
          baselineAliasArn: `${fn.functionArn}:${BASELINE_ALIAS_NAME}`,
          deploymentGroupName,
          deploymentGroupArn,
          schedule: judge.schedule,
          requests: requestsOf(props.shadow),
          need: needed.synthetic,
          windowSeconds: syntheticSeconds(configuration),
          smokeTable,
          recordStatements: [...cleanUpStatements, ...(props.seedStatements ?? [])],
          key,
          logRetentionDays,
        });
        alias.node.addDependency(sender);
      }
    }

    this.function = fn;
    this.alias = alias;
    this.released = { functionName, aliasName };
  }
}
