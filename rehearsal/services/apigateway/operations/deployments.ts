import type {
  CreateDeploymentCommandInput,
  CreateDeploymentCommandOutput,
  DeleteDeploymentCommandInput,
  DeleteDeploymentCommandOutput,
  GetDeploymentCommandInput,
  GetDeploymentCommandOutput,
  GetDeploymentsCommandInput,
  GetDeploymentsCommandOutput,
  UpdateDeploymentCommandInput,
  UpdateDeploymentCommandOutput,
} from '@aws-sdk/client-api-gateway';
import { lowerId } from '../../../kernel/ids.ts';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, refuse } from '../errors.ts';
import { page } from '../paging.ts';
import { applyPatch, type PatchRules } from '../patch.ts';
import { type Definition, deployments, getApi, getStoredDeployment, type StoredDeployment, stages } from '../state.ts';
import { newStage } from './stages.ts';

const describe = (
  { id, description, createdMs, snapshot }: StoredDeployment,
  embedded: boolean,
): Output<GetDeploymentCommandOutput> => ({
  id,
  description,
  createdDate: new Date(createdMs),
  apiSummary: embedded ? summary(snapshot) : undefined,
});

const summary = (snapshot: Definition): GetDeploymentCommandOutput['apiSummary'] =>
  Object.fromEntries(
    Object.values(snapshot.resources)
      .filter((resource) => Object.keys(resource.methods).length > 0)
      .map((resource) => [
        resource.path,
        Object.fromEntries(
          Object.entries(resource.methods).map(([name, { authorizationType, apiKeyRequired }]) => [
            name,
            { authorizationType, apiKeyRequired },
          ]),
        ),
      ]),
  );

/** @throws ServiceError BadRequestException for an API that cannot be served */
function checkDeployable({ resources }: Definition): void {
  const methods = Object.values(resources).flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
  if (methods.some((method) => method.methodIntegration === undefined))
    throw badRequest('No integration defined for method');
}

/**
 * A copy of the API as it is now: stages serve copies, never the live edits.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html
 */
export function createDeployment(
  input: CreateDeploymentCommandInput,
  context: Context,
): Output<CreateDeploymentCommandOutput> {
  const { cacheClusterEnabled, cacheClusterSize, canarySettings } = input;
  refuse('CreateDeployment', { cacheClusterEnabled, cacheClusterSize, canarySettings });
  const api = getApi(context, input.restApiId);
  checkDeployable(api.definition);
  const deployment: StoredDeployment = {
    id: lowerId(6),
    apiId: api.id,
    description: input.description,
    createdMs: context.clock.now(),
    snapshot: api.definition,
  };
  return context.store.transaction(() => {
    deployments(context).put(`${api.id}/${deployment.id}`, deployment);
    const { stageName } = input;
    if (stageName === undefined || stageName === '') return describe(deployment, false);
    const key = `${api.id}/${stageName}`;
    const known = stages(context).get(key);
    const base = known ?? newStage(context, api.id, stageName, deployment.id);
    stages(context).put(key, {
      ...base,
      deploymentId: deployment.id,
      description: input.stageDescription ?? base.description,
      variables: { ...base.variables, ...input.variables },
      tracingEnabled: input.tracingEnabled ?? base.tracingEnabled,
      updatedMs: context.clock.now(),
    });
    return describe(deployment, false);
  });
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployment.html */
export const getDeployment = (
  input: GetDeploymentCommandInput,
  context: Context,
): Output<GetDeploymentCommandOutput> => {
  getApi(context, input.restApiId);
  const found = getStoredDeployment(context, input.restApiId, input.deploymentId);
  return describe(found, input.embed?.includes('apisummary') === true);
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetDeployments.html */
export function getDeployments(
  input: GetDeploymentsCommandInput,
  context: Context,
): Output<GetDeploymentsCommandOutput> {
  const { id } = getApi(context, input.restApiId);
  const newestFirst = deployments(context)
    .values(`${id}/`)
    .toSorted((a, b) => b.createdMs - a.createdMs);
  const { items, position } = page(newestFirst, input);
  return { items: items.map((one) => describe(one, false)), position };
}

const rules: PatchRules<StoredDeployment> = {
  '/description': (deployment, value) => {
    deployment.description = value;
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateDeployment.html */
export function updateDeployment(
  input: UpdateDeploymentCommandInput,
  context: Context,
): Output<UpdateDeploymentCommandOutput> {
  const found = getStoredDeployment(context, input.restApiId, input.deploymentId);
  applyPatch(found, input.patchOperations, rules);
  deployments(context).put(`${found.apiId}/${found.id}`, found);
  return describe(found, false);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html */
export function deleteDeployment(
  input: DeleteDeploymentCommandInput,
  context: Context,
): Output<DeleteDeploymentCommandOutput> {
  const { apiId, id } = getStoredDeployment(context, input.restApiId, input.deploymentId);
  if (
    stages(context)
      .values(`${apiId}/`)
      .some((stage) => stage.deploymentId === id)
  )
    throw badRequest('Active stages pointing to this deployment must be moved or deleted');
  deployments(context).delete(`${apiId}/${id}`);
  return {};
}
