import type {
  CreateStageCommandInput,
  CreateStageCommandOutput,
  DeleteStageCommandInput,
  DeleteStageCommandOutput,
  GetStageCommandInput,
  GetStageCommandOutput,
  GetStagesCommandInput,
  GetStagesCommandOutput,
  PatchOperation,
  UpdateStageCommandInput,
  UpdateStageCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output, Scope } from '../../../kernel/service.ts';
import { logGroupOfArn } from '../data/access-log.ts';
import { badRequest, conflict, notSupported, refuse } from '../errors.ts';
import { patchSetting } from '../method-settings.ts';
import { applyPatch, asBoolean, type PatchRules, setEntry } from '../patch.ts';
import { getApi, getStoredDeployment, getStoredStage, type StoredStage, stages, usagePlans } from '../state.ts';

const describe = (stage: StoredStage): Output<GetStageCommandOutput> => ({
  stageName: stage.stageName,
  deploymentId: stage.deploymentId,
  description: stage.description,
  cacheClusterEnabled: false,
  cacheClusterStatus: 'NOT_AVAILABLE',
  methodSettings: stage.methodSettings,
  variables: Object.keys(stage.variables).length === 0 ? undefined : stage.variables,
  documentationVersion: stage.documentationVersion,
  accessLogSettings: stage.accessLogSettings,
  tracingEnabled: stage.tracingEnabled,
  tags: stage.tags,
  createdDate: new Date(stage.createdMs),
  lastUpdatedDate: new Date(stage.updatedMs),
});

export const newStage = (scope: Scope, apiId: string, stageName: string, deploymentId: string): StoredStage => {
  if (!/^[a-zA-Z0-9_-]+$/.test(stageName)) throw badRequest('Stage name only allows a-zA-Z0-9_');
  return {
    apiId,
    stageName,
    deploymentId,
    methodSettings: {},
    variables: {},
    tracingEnabled: false,
    tags: {},
    createdMs: scope.clock.now(),
    updatedMs: scope.clock.now(),
  };
};

const VARIABLE = /^[A-Za-z0-9_]+$/;
const VARIABLE_VALUE = /^[A-Za-z0-9-._~:/?#&=,]*$/;

/** @throws ServiceError BadRequestException */
function checkVariable(name: string, value: string): void {
  if (!VARIABLE.test(name) || !VARIABLE_VALUE.test(value))
    throw badRequest(
      `Stage variable name and value must match ${VARIABLE.source} and ${VARIABLE_VALUE.source}: ${name}=${value}`,
    );
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html */
export function createStage(input: CreateStageCommandInput, context: Context): Output<CreateStageCommandOutput> {
  const { cacheClusterEnabled, cacheClusterSize, canarySettings } = input;
  refuse('CreateStage', { cacheClusterEnabled, cacheClusterSize, canarySettings });
  const api = getApi(context, input.restApiId);
  const { id: deploymentId } = getStoredDeployment(context, api.id, input.deploymentId);
  const stageName = input.stageName ?? '';
  if (stages(context).get(`${api.id}/${stageName}`) !== undefined) throw conflict('Stage already exists');
  for (const [name, value] of Object.entries(input.variables ?? {})) checkVariable(name, value);
  const stage: StoredStage = {
    ...newStage(context, api.id, stageName, deploymentId),
    description: input.description,
    variables: input.variables ?? {},
    documentationVersion: input.documentationVersion,
    tracingEnabled: input.tracingEnabled ?? false,
    tags: input.tags ?? {},
  };
  stages(context).put(`${api.id}/${stageName}`, stage);
  return describe(stage);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetStage.html */
export const getStage = (input: GetStageCommandInput, context: Context): Output<GetStageCommandOutput> =>
  describe(getStoredStage(context, getApi(context, input.restApiId).id, input.stageName));

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetStages.html */
export function getStages(input: GetStagesCommandInput, context: Context): Output<GetStagesCommandOutput> {
  const all = stages(context).values(`${getApi(context, input.restApiId).id}/`);
  const { deploymentId } = input;
  return { item: all.filter((one) => deploymentId === undefined || one.deploymentId === deploymentId).map(describe) };
}

const rules: PatchRules<StoredStage> = {
  '/deploymentId': (stage, value) => {
    stage.deploymentId = value ?? '';
  },
  '/description': (stage, value) => {
    stage.description = value;
  },
  '/documentationVersion': (stage, value) => {
    stage.documentationVersion = value;
  },
  '/tracingEnabled': (stage, value) => {
    stage.tracingEnabled = asBoolean(value);
  },
  '/cacheClusterEnabled': (_stage, value) => {
    if (asBoolean(value)) throw notSupported('UpdateStage', 'cacheClusterEnabled');
  },
  '/variables/*': (stage, value, [name = '']) => {
    if (value !== undefined) checkVariable(name, value);
    setEntry(stage.variables, name, value);
  },
  '/accessLogSettings': (stage, value) => {
    if (value !== undefined) throw badRequest('Invalid patch path: only remove is allowed for /accessLogSettings');
    stage.accessLogSettings = undefined;
  },
  '/accessLogSettings/destinationArn': (stage, value) => {
    if (value !== undefined && logGroupOfArn(value) === undefined)
      throw value.includes(':firehose:')
        ? notSupported('UpdateStage', `the access log destination ${value}`)
        : badRequest(
            `Invalid ARN specified in the request. ARNs must start with 'arn:' and resource is required: ${value}`,
          );
    stage.accessLogSettings = { ...stage.accessLogSettings, destinationArn: value?.replace(/:\*$/, '') };
  },
  '/accessLogSettings/format': (stage, value) => {
    if (value !== undefined && !/\$context\.(requestId|extendedRequestId)\b/.test(value))
      throw badRequest('Access Log format must contain at least $context.requestId or $context.extendedRequestId');
    stage.accessLogSettings = { ...stage.accessLogSettings, format: value };
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html */
export function updateStage(input: UpdateStageCommandInput, context: Context): Output<UpdateStageCommandOutput> {
  const stage = getStoredStage(context, getApi(context, input.restApiId).id, input.stageName);
  const others: PatchOperation[] = [];
  for (const operation of input.patchOperations ?? []) {
    const { op, path = '', value } = operation;
    const known = Object.keys(rules).some((rule) => path.startsWith(rule.replace('/*', '/')));
    if (known || !patchSetting(stage.methodSettings, path, op, value)) others.push(operation);
  }
  applyPatch(stage, others, rules);
  getStoredDeployment(context, stage.apiId, stage.deploymentId);
  stage.updatedMs = context.clock.now();
  stages(context).put(`${stage.apiId}/${stage.stageName}`, stage);
  return describe(stage);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteStage.html */
export function deleteStage(input: DeleteStageCommandInput, context: Context): Output<DeleteStageCommandOutput> {
  const { apiId, stageName } = getStoredStage(context, input.restApiId, input.stageName);
  const planned = usagePlans(context)
    .values()
    .find((plan) => plan.apiStages.some((one) => one.apiId === apiId && one.stage === stageName));
  if (planned !== undefined)
    throw badRequest(
      `Cannot delete stage '${stageName}' as it is part of usage plan '${planned.id}': remove it there first`,
    );
  stages(context).delete(`${apiId}/${stageName}`);
  return {};
}
