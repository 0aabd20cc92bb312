import type {
  BatchGetDeploymentsCommandInput,
  BatchGetDeploymentTargetsCommandInput,
  GetDeploymentCommandInput,
  GetDeploymentTargetCommandInput,
  ListDeploymentsCommandInput,
  ListDeploymentTargetsCommandInput,
} from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../../../kernel/errors.ts';
import type { Context } from '../../../kernel/service.ts';
import { describeDeployment, describeTarget, targetIdOf } from '../describe.ts';
import { required } from '../errors.ts';
import type { Deployment } from '../model.ts';
import { deployments, getDeployment, getGroup } from '../state.ts';

const PAGE = 100;

function idOf(input: { deploymentId?: string | undefined }): string {
  if (input.deploymentId === undefined) throw required('DeploymentIdRequiredException', 'Deployment ID');
  return input.deploymentId;
}

export function getDeploymentOperation(input: GetDeploymentCommandInput, context: Context) {
  return { deploymentInfo: describeDeployment(getDeployment(context, idOf(input))) };
}

export function batchGetDeployments(input: BatchGetDeploymentsCommandInput, context: Context) {
  const ids = input.deploymentIds ?? [];
  return { deploymentsInfo: ids.map((id) => describeDeployment(getDeployment(context, id))) };
}

/** The newest first, as the API answers them. */
export function listDeployments(input: ListDeploymentsCommandInput, context: Context) {
  const { applicationName, deploymentGroupName, createTimeRange, includeOnlyStatuses = [] } = input;
  if (applicationName !== undefined && deploymentGroupName !== undefined)
    getGroup(context, applicationName, deploymentGroupName);
  const from = createTimeRange?.start?.getTime() ?? Number.NEGATIVE_INFINITY;
  const to = createTimeRange?.end?.getTime() ?? Number.POSITIVE_INFINITY;
  const fits = (deployment: Deployment) =>
    (applicationName === undefined || deployment.application === applicationName) &&
    (deploymentGroupName === undefined || deployment.group === deploymentGroupName) &&
    (includeOnlyStatuses.length === 0 || includeOnlyStatuses.includes(deployment.status)) &&
    deployment.createdMs >= from &&
    deployment.createdMs <= to;
  const all = deployments(context)
    .values()
    .filter(fits)
    .toSorted((a, b) => b.createdMs - a.createdMs || (a.id < b.id ? 1 : -1));
  const start = input.nextToken === undefined ? 0 : Number(input.nextToken);
  if (!Number.isInteger(start) || start < 0)
    throw new ServiceError('InvalidNextTokenException', `The next token is not valid: ${input.nextToken}`);
  const page = all.slice(start, start + PAGE).map((deployment) => deployment.id);
  return { deployments: page, ...(start + PAGE < all.length ? { nextToken: String(start + PAGE) } : {}) };
}

export function listDeploymentTargets(input: ListDeploymentTargetsCommandInput, context: Context) {
  return { targetIds: [targetIdOf(getDeployment(context, idOf(input)))] };
}

function findTarget(context: Context, deployment: Deployment, targetId: string) {
  if (targetId !== targetIdOf(deployment))
    throw new ServiceError(
      'DeploymentTargetDoesNotExistException',
      `Deployment ${deployment.id} has no target ${targetId}`,
    );
  return describeTarget(context, deployment);
}

export function getDeploymentTarget(input: GetDeploymentTargetCommandInput, context: Context) {
  const deployment = getDeployment(context, idOf(input));
  return { deploymentTarget: findTarget(context, deployment, input.targetId ?? '') };
}

export function batchGetDeploymentTargets(input: BatchGetDeploymentTargetsCommandInput, context: Context) {
  const deployment = getDeployment(context, idOf(input));
  return { deploymentTargets: (input.targetIds ?? []).map((id) => findTarget(context, deployment, id)) };
}
