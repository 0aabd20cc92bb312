import type { CreateDeploymentCommandInput, RevisionLocation } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import { upperId } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { parseAppSpec, sha256 } from '../appspec.ts';
import { invalidRevision, required } from '../errors.ts';
import { freshEvents } from '../machine.ts';
import type { Deployment, RollbackEvent } from '../model.ts';
import { announce, runDeployment } from '../runner.ts';
import { activeDeployment, deployments, getConfig, getGroup } from '../state.ts';

function contentOf(revision: RevisionLocation | undefined): string {
  const given = revision?.appSpecContent ?? revision?.string;
  if (given?.content === undefined)
    throw invalidRevision(
      `A Lambda deployment takes its AppSpec as AppSpecContent or String, and revisionType is ${revision?.revisionType}`,
    );
  if (given.sha256 !== undefined && given.sha256 !== sha256(given.content))
    throw invalidRevision('The sha256 of the AppSpec is not that of its content');
  return given.content;
}

const ALL_EVENTS = (
  events: readonly string[] | undefined,
  known: readonly RollbackEvent[],
): readonly RollbackEvent[] => (events === undefined ? known : known.filter((event) => events.includes(event)));

/** https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeployment.html */
export function createDeployment(input: CreateDeploymentCommandInput, context: Context) {
  if (input.deploymentGroupName === undefined)
    throw required('DeploymentGroupNameRequiredException', 'Deployment group name');
  const group = getGroup(context, input.applicationName ?? '', input.deploymentGroupName);
  if (input.revision === undefined) throw required('RevisionRequiredException', 'Revision');
  const appSpec = contentOf(input.revision);
  const active = activeDeployment(context, group);
  if (active !== undefined)
    throw new ServiceError(
      'DeploymentLimitExceededException',
      `The Deployment Group '${group.name}' already has an active Deployment '${active.id}'`,
    );
  const config = getConfig(context, input.deploymentConfigName ?? group.configName);
  const override = input.overrideAlarmConfiguration;
  const rollback = input.autoRollbackConfiguration;
  const deployment: Deployment = {
    id: `d-${upperId(9)}`,
    application: group.application,
    group: group.name,
    configName: config.name,
    routing: config.routing,
    roleArn: group.roleArn,
    revision: parseAppSpec(appSpec),
    appSpec,
    alarms:
      override === undefined
        ? group.alarms
        : {
            enabled: override.enabled ?? false,
            names: (override.alarms ?? []).flatMap((alarm) => alarm.name ?? []),
            ignorePollFailure: override.ignorePollAlarmFailure ?? false,
          },
    rollbackOn:
      rollback === undefined
        ? group.rollbackOn
        : rollback.enabled
          ? ALL_EVENTS(rollback.events, [
              'DEPLOYMENT_FAILURE',
              'DEPLOYMENT_STOP_ON_ALARM',
              'DEPLOYMENT_STOP_ON_REQUEST',
            ])
          : [],
    creator: context.principal.service === 'cloudformation.amazonaws.com' ? 'CloudFormation' : 'user',
    description: input.description ?? '',
    createdMs: context.clock.now(),
    status: 'Created',
    events: freshEvents(),
    percentNew: 0,
    shiftsDone: 0,
    hookInvoked: [],
  };
  deployments(context).put(deployment.id, deployment);
  const scope = context.scope(context.region, context.account);
  announce(scope, deployment);
  runDeployment(scope, deployment.id);
  return { deploymentId: deployment.id };
}
