import type {
  DeploymentConfigInfo,
  DeploymentGroupInfo,
  DeploymentInfo,
  DeploymentTarget,
} from '@aws-sdk/client-codedeploy';
import type { Scope } from '../../kernel/service.ts';
import { sha256 } from './appspec.ts';
import type { Deployment, DeploymentConfig, DeploymentGroup } from './model.ts';

/* The API's view of what is stored. */

const date = (ms: number | undefined): Date | undefined => (ms === undefined ? undefined : new Date(ms));

export function describeConfig(config: DeploymentConfig): DeploymentConfigInfo {
  const { routing } = config;
  return {
    deploymentConfigName: config.name,
    deploymentConfigId: config.id,
    computePlatform: 'Lambda',
    createTime: new Date(config.createdMs),
    trafficRoutingConfig:
      routing.kind === 'allAtOnce'
        ? { type: 'AllAtOnce' }
        : routing.kind === 'canary'
          ? {
              type: 'TimeBasedCanary',
              timeBasedCanary: { canaryPercentage: routing.percent, canaryInterval: routing.minutes },
            }
          : {
              type: 'TimeBasedLinear',
              timeBasedLinear: { linearPercentage: routing.percent, linearInterval: routing.everyMinutes },
            },
  };
}

export function describeGroup(group: DeploymentGroup, last: Deployment | undefined): DeploymentGroupInfo {
  return {
    applicationName: group.application,
    deploymentGroupName: group.name,
    deploymentGroupId: group.id,
    deploymentConfigName: group.configName,
    serviceRoleArn: group.roleArn,
    computePlatform: 'Lambda',
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    alarmConfiguration: {
      enabled: group.alarms.enabled,
      ignorePollAlarmFailure: group.alarms.ignorePollFailure,
      alarms: group.alarms.names.map((name) => ({ name })),
    },
    autoRollbackConfiguration: { enabled: group.rollbackOn.length > 0, events: [...group.rollbackOn] },
    triggerConfigurations: group.triggers.map((trigger) => ({
      triggerName: trigger.name,
      triggerTargetArn: trigger.topicArn,
      triggerEvents: trigger.events.map(asTriggerEvent),
    })),
    ...(last === undefined
      ? {}
      : {
          lastAttemptedDeployment: {
            deploymentId: last.id,
            status: last.status,
            createTime: new Date(last.createdMs),
            endTime: date(last.endedMs),
          },
        }),
  };
}

type TriggerEvent = NonNullable<
  NonNullable<DeploymentGroupInfo['triggerConfigurations']>[number]['triggerEvents']
>[number];
const TRIGGER_EVENT_TYPES: readonly TriggerEvent[] = [
  'DeploymentStart',
  'DeploymentSuccess',
  'DeploymentFailure',
  'DeploymentStop',
  'DeploymentRollback',
  'DeploymentReady',
];
function asTriggerEvent(text: string): TriggerEvent {
  return TRIGGER_EVENT_TYPES.find((known) => known === text) ?? 'DeploymentFailure';
}

export function describeDeployment(deployment: Deployment): DeploymentInfo {
  const running = deployment.status === 'InProgress' ? 1 : 0;
  const { error } = deployment;
  return {
    deploymentId: deployment.id,
    applicationName: deployment.application,
    deploymentGroupName: deployment.group,
    deploymentConfigName: deployment.configName,
    computePlatform: 'Lambda',
    status: deployment.status,
    creator: deployment.creator,
    description: deployment.description,
    createTime: new Date(deployment.createdMs),
    startTime: date(deployment.startedMs),
    completeTime: date(deployment.endedMs),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    revision: {
      revisionType: 'AppSpecContent',
      appSpecContent: { content: deployment.appSpec, sha256: sha256(deployment.appSpec) },
    },
    deploymentOverview: {
      Pending: deployment.status === 'Created' ? 1 : 0,
      InProgress: running,
      Succeeded: deployment.status === 'Succeeded' ? 1 : 0,
      Failed: deployment.status === 'Failed' || deployment.status === 'Stopped' ? 1 : 0,
      Skipped: 0,
      Ready: 0,
    },
    autoRollbackConfiguration: { enabled: deployment.rollbackOn.length > 0, events: [...deployment.rollbackOn] },
    ...(error === undefined ? {} : { errorInformation: { code: asErrorCode(error.code), message: error.message } }),
    ...(deployment.rolledBackBy === undefined
      ? {}
      : { rollbackInfo: { rollbackDeploymentId: deployment.rolledBackBy, rollbackMessage: error?.message } }),
    ...(deployment.rollbackOf === undefined
      ? {}
      : {
          rollbackInfo: {
            rollbackTriggeringDeploymentId: deployment.rollbackOf,
            rollbackMessage: deployment.description,
          },
        }),
  };
}

type ErrorCode = NonNullable<NonNullable<DeploymentInfo['errorInformation']>['code']>;
const ERROR_CODES: readonly ErrorCode[] = [
  'HOOK_EXECUTION_FAILURE',
  'ALARM_ACTIVE',
  'MANUAL_STOP',
  'INVALID_LAMBDA_CONFIGURATION',
  'INVALID_LAMBDA_FUNCTION',
  'IAM_ROLE_PERMISSIONS',
  'IAM_ROLE_MISSING',
];
const asErrorCode = (code: string): ErrorCode => ERROR_CODES.find((known) => known === code) ?? 'INTERNAL_ERROR';

/** A Lambda deployment has one target: the alias. */
export const targetIdOf = (deployment: Deployment): string =>
  `${deployment.revision.functionName}:${deployment.revision.alias}`;

export function describeTarget(scope: Scope, deployment: Deployment): DeploymentTarget {
  const { functionName, alias, currentVersion, targetVersion } = deployment.revision;
  const status =
    deployment.status === 'Created' ? 'Pending' : deployment.status === 'Stopped' ? 'Failed' : deployment.status;
  const lastMs = Math.max(
    deployment.createdMs,
    ...deployment.events.flatMap((event) => [event.startMs ?? 0, event.endMs ?? 0]),
  );
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId: deployment.id,
      targetId: targetIdOf(deployment),
      targetArn: scope.arn('lambda', `function:${functionName}:${alias}`),
      status,
      lastUpdatedAt: new Date(lastMs),
      lifecycleEvents: deployment.events.map((event) => ({
        lifecycleEventName: event.name,
        status: event.status,
        startTime: date(event.startMs),
        endTime: date(event.endMs),
        ...(event.diagnostics === undefined
          ? {}
          : { diagnostics: { errorCode: 'ScriptFailed', message: event.diagnostics } }),
      })),
      lambdaFunctionInfo: {
        functionName,
        functionAlias: alias,
        currentVersion,
        targetVersion,
        targetVersionWeight: deployment.percentNew / 100,
      },
    },
  };
}
