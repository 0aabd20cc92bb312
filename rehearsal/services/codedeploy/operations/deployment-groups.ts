import type {
  BatchGetDeploymentGroupsCommandInput,
  CreateDeploymentGroupCommandInput,
  DeleteDeploymentGroupCommandInput,
  GetDeploymentGroupCommandInput,
  ListDeploymentGroupsCommandInput,
  UpdateDeploymentGroupCommandInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import { uuid } from '../../../kernel/ids.ts';
import type { Context } from '../../../kernel/service.ts';
import { tagsByName } from '../../../policy/tag-keys.ts';
import { describeGroup } from '../describe.ts';
import { required } from '../errors.ts';
import { type DeploymentGroup, ROLLBACK_EVENTS, type RollbackEvent } from '../model.ts';
import { activeDeployment, deployments, getApplication, getConfig, getGroup, groups } from '../state.ts';

const MOST_ALARMS = 10;
/** Settings of other compute platforms: refused by name, since nothing here would honour them. */
const OTHER_PLATFORMS = [
  'ec2TagFilters',
  'onPremisesInstanceTagFilters',
  'autoScalingGroups',
  'loadBalancerInfo',
  'ec2TagSet',
  'ecsServices',
  'blueGreenDeploymentConfiguration',
] as const;

type Settings = Pick<
  CreateDeploymentGroupCommandInput & UpdateDeploymentGroupCommandInput,
  | 'alarmConfiguration'
  | 'autoRollbackConfiguration'
  | 'triggerConfigurations'
  | 'deploymentConfigName'
  | 'deploymentStyle'
  | (typeof OTHER_PLATFORMS)[number]
>;

function refuseOtherPlatforms(settings: Settings): void {
  for (const name of OTHER_PLATFORMS) {
    const value = settings[name];
    if (value !== undefined && JSON.stringify(value) !== '[]')
      throw new ServiceError(
        'InvalidDeploymentStyleException',
        `${name} does not apply to the compute platform Lambda`,
      );
  }
  const style = settings.deploymentStyle;
  if (
    style !== undefined &&
    (style.deploymentType !== 'BLUE_GREEN' || style.deploymentOption !== 'WITH_TRAFFIC_CONTROL')
  )
    throw new ServiceError(
      'InvalidDeploymentStyleException',
      `A Lambda deployment is BLUE_GREEN and WITH_TRAFFIC_CONTROL, not ${style.deploymentType} and ${style.deploymentOption}`,
    );
}

function toAlarms(configuration: Settings['alarmConfiguration']): DeploymentGroup['alarms'] {
  const names = (configuration?.alarms ?? []).flatMap((alarm) => alarm.name ?? []);
  if (names.length > MOST_ALARMS)
    throw new ServiceError(
      'AlarmsLimitExceededException',
      `A deployment group takes ${MOST_ALARMS} alarms, and ${names.length} were given`,
    );
  return {
    enabled: configuration?.enabled ?? false,
    names,
    ignorePollFailure: configuration?.ignorePollAlarmFailure ?? false,
  };
}

const isRollbackEvent = (event: string): event is RollbackEvent => ROLLBACK_EVENTS.some((known) => known === event);

function toRollback(configuration: Settings['autoRollbackConfiguration']): RollbackEvent[] {
  const events = configuration?.events ?? [];
  const unknown = events.find((event) => !isRollbackEvent(event));
  if (unknown !== undefined)
    throw new ServiceError('InvalidAutoRollbackConfigException', `There is no rollback event ${unknown}`);
  return configuration?.enabled ? events.filter(isRollbackEvent) : [];
}

const toTriggers = (triggers: Settings['triggerConfigurations']): DeploymentGroup['triggers'] =>
  (triggers ?? []).map((trigger) => ({
    name: trigger.triggerName ?? '',
    topicArn: trigger.triggerTargetArn ?? '',
    events: trigger.triggerEvents ?? [],
  }));

const DEFAULT_CONFIG = 'CodeDeployDefault.LambdaAllAtOnce';

export function createDeploymentGroup(input: CreateDeploymentGroupCommandInput, context: Context) {
  const name = input.deploymentGroupName;
  const application = input.applicationName;
  if (application === undefined) throw required('ApplicationNameRequiredException', 'Application name');
  if (name === undefined) throw required('DeploymentGroupNameRequiredException', 'Deployment group name');
  if (input.serviceRoleArn === undefined) throw required('RoleRequiredException', 'Service role');
  getApplication(context, application);
  refuseOtherPlatforms(input);
  if (groups(context).get(`${application}/${name}`) !== undefined)
    throw new ServiceError('DeploymentGroupAlreadyExistsException', `Deployment group already exists: ${name}`);
  const group: DeploymentGroup = {
    name,
    id: uuid(),
    application,
    configName: getConfig(context, input.deploymentConfigName ?? DEFAULT_CONFIG).name,
    roleArn: input.serviceRoleArn,
    alarms: toAlarms(input.alarmConfiguration),
    rollbackOn: toRollback(input.autoRollbackConfiguration),
    triggers: toTriggers(input.triggerConfigurations),
    style: { type: 'BLUE_GREEN', option: 'WITH_TRAFFIC_CONTROL' },
    tags: tagsByName(input.tags),
  };
  groups(context).put(`${application}/${name}`, group);
  return { deploymentGroupId: group.id };
}

export function updateDeploymentGroup(input: UpdateDeploymentGroupCommandInput, context: Context) {
  const application = input.applicationName ?? '';
  const group = getGroup(context, application, input.currentDeploymentGroupName ?? '');
  refuseOtherPlatforms(input);
  const name = input.newDeploymentGroupName ?? group.name;
  const updated: DeploymentGroup = {
    ...group,
    name,
    configName:
      input.deploymentConfigName === undefined ? group.configName : getConfig(context, input.deploymentConfigName).name,
    roleArn: input.serviceRoleArn ?? group.roleArn,
    alarms: input.alarmConfiguration === undefined ? group.alarms : toAlarms(input.alarmConfiguration),
    rollbackOn:
      input.autoRollbackConfiguration === undefined ? group.rollbackOn : toRollback(input.autoRollbackConfiguration),
    triggers: input.triggerConfigurations === undefined ? group.triggers : toTriggers(input.triggerConfigurations),
  };
  context.store.transaction(() => {
    if (name !== group.name) groups(context).delete(`${application}/${group.name}`);
    groups(context).put(`${application}/${name}`, updated);
  });
  return {};
}

function describe(context: Context, group: DeploymentGroup) {
  const own = deployments(context)
    .values()
    .filter((deployment) => deployment.application === group.application && deployment.group === group.name);
  const last = own.toSorted((a, b) => b.createdMs - a.createdMs)[0];
  return describeGroup(group, last);
}

export function getDeploymentGroup(input: GetDeploymentGroupCommandInput, context: Context) {
  const group = getGroup(context, input.applicationName ?? '', input.deploymentGroupName ?? '');
  return { deploymentGroupInfo: describe(context, group) };
}

export function batchGetDeploymentGroups(input: BatchGetDeploymentGroupsCommandInput, context: Context) {
  const names = input.deploymentGroupNames ?? [];
  return {
    deploymentGroupsInfo: names.map((name) => describe(context, getGroup(context, input.applicationName ?? '', name))),
  };
}

export function listDeploymentGroups(input: ListDeploymentGroupsCommandInput, context: Context) {
  const application = getApplication(context, input.applicationName ?? '');
  return {
    applicationName: application.name,
    deploymentGroups: groups(context)
      .values(`${application.name}/`)
      .map((group) => group.name),
  };
}

export function deleteDeploymentGroup(input: DeleteDeploymentGroupCommandInput, context: Context) {
  const key = `${input.applicationName}/${input.deploymentGroupName}`;
  const group = groups(context).get(key);
  const active = group === undefined ? undefined : activeDeployment(context, group);
  if (active !== undefined)
    throw new ServiceError(
      'InvalidOperationException',
      `Deployment ${active.id} of ${group?.name} is in progress: stop it first`,
    );
  groups(context).delete(key);
  return { hooksNotCleanedUp: [] };
}
