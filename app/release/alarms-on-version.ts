import * as cdk from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { ALARMS_ON_VERSION, type AlarmsOnVersionProperties } from '../../hooks/pre-traffic/alarms-on-version.ts';
import { ANSWER_TIMEOUT } from './first-version-check.ts';

/** What is waited for, and by what. */
export interface AlarmsOnVersionProps {
  /** The pre-traffic hook: it may read the alarms. */
  readonly hook: lambda.IFunction;
  readonly aliasArn: string;
  /** The version that the release brings. */
  readonly version: string;
  /** Those of the deployment group. */
  readonly alarmNames: readonly string[];
}

/**
 * Waits, with each new version, until CloudWatch has looked at it: until then an alarm may be red for the version before, and
 * CodeDeploy would refuse the fix and the way back. Asked with the rights of the stack's deployment, as `firstVersionCheck`.
 */
export function alarmsOnVersion(scope: Construct, id: string, props: AlarmsOnVersionProps): cdk.CustomResource {
  const properties: AlarmsOnVersionProperties = {
    AliasArn: props.aliasArn,
    Version: props.version,
    AlarmNames: [...props.alarmNames],
  };
  return new cdk.CustomResource(scope, id, {
    resourceType: ALARMS_ON_VERSION,
    serviceToken: props.hook.functionArn,
    serviceTimeout: ANSWER_TIMEOUT,
    properties,
  });
}
