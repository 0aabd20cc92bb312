import type { Scope } from '../../kernel/service.ts';
import { predefinedConfigs } from './configs.ts';
import { noApplication, noConfig, noDeployment, noGroup } from './errors.ts';
import type { Application, Deployment, DeploymentConfig, DeploymentGroup, EventName, WeightChange } from './model.ts';
import { hasEnded } from './model.ts';

export const applications = (scope: Scope) => scope.table<Application>('codedeploy.applications');
/** By `<application>/<group>`. */
export const groups = (scope: Scope) => scope.table<DeploymentGroup>('codedeploy.groups');
export const configs = (scope: Scope) => scope.table<DeploymentConfig>('codedeploy.configs');
export const deployments = (scope: Scope) => scope.table<Deployment>('codedeploy.deployments');
/** Who may report for which event, by hook execution id. */
export const hookExecutions = (scope: Scope) =>
  scope.table<{ deploymentId: string; event: EventName }>('codedeploy.hooks');
/** By deployment id; of all regions, since ids are unique. */
export const weightChanges = (scope: Pick<Scope, 'store'>) =>
  scope.store.table<WeightChange[]>('codedeploy.weightChanges');

export function getApplication(scope: Scope, name: string): Application {
  const found = applications(scope).get(name);
  if (found === undefined) throw noApplication(name);
  return found;
}

export function getGroup(scope: Scope, application: string, name: string): DeploymentGroup {
  getApplication(scope, application);
  const found = groups(scope).get(`${application}/${name}`);
  if (found === undefined) throw noGroup(name);
  return found;
}

export function allConfigs(scope: Scope): DeploymentConfig[] {
  return [...predefinedConfigs, ...configs(scope).values()];
}

export function getConfig(scope: Scope, name: string): DeploymentConfig {
  const found = allConfigs(scope).find((config) => config.name === name);
  if (found === undefined) throw noConfig(name);
  return found;
}

export function getDeployment(scope: Scope, id: string): Deployment {
  const found = deployments(scope).get(id);
  if (found === undefined) throw noDeployment(id);
  return found;
}

/** The deployment of a group that has not ended; a group has at most one. */
export const activeDeployment = (scope: Scope, group: DeploymentGroup): Deployment | undefined =>
  deployments(scope)
    .values()
    .find(
      (deployment) =>
        deployment.application === group.application && deployment.group === group.name && !hasEnded(deployment),
    );
