import type { Method, MethodSetting, ThrottleSettings } from '@aws-sdk/client-api-gateway';
import type { Scope } from '../../../kernel/service.ts';
import { compileIntegration } from '../integrations/compile.ts';
import type { Integrate } from '../integrations/integration.ts';
import { settingsOf } from '../method-settings.ts';
import {
  apiKeys,
  deployments,
  generation,
  restApis,
  type StoredApi,
  type StoredDeployment,
  type StoredResource,
  type StoredStage,
  type StoredUsagePlan,
  stages,
  usagePlanKeys,
  usagePlans,
} from '../state.ts';
import { type AccessLog, compileAccessLog } from './access-log.ts';
import { compileGatewayResponses, type GatewayResponder } from './gateway-response.ts';
import { compileRequestValidation, type RequestValidation } from './request-validation.ts';
import { buildRoutes, type RouteNode } from './route-tree.ts';

export interface CompiledMethod {
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly apiKeyRequired: boolean;
  readonly operationName: string | undefined;
  readonly setting: MethodSetting;
  /** Name of the method's own token bucket within the stage. */
  readonly throttledBy: string;
  readonly stageThrottle: ThrottleSettings;
  readonly validate: RequestValidation;
  readonly integrate: Integrate;
}

export interface KeyGrant {
  readonly keyId: string;
  readonly plan: StoredUsagePlan;
  /** The plan's own limits for single methods of this stage, by `/path/METHOD`. */
  readonly methodThrottle: Readonly<Record<string, ThrottleSettings>>;
}

/** A stage ready to serve: its deployment's copy of the API, and the keys that its usage plans let in. */
export interface CompiledStage {
  readonly scope: Scope;
  readonly apiId: string;
  readonly apiName: string;
  readonly stage: StoredStage;
  readonly routes: RouteNode<ReadonlyMap<string, CompiledMethod>>;
  readonly respond: GatewayResponder;
  readonly accessLog: AccessLog | undefined;
  /** By the key's value. */
  readonly grants: ReadonlyMap<string, KeyGrant>;
}

function compileMethod(
  scope: Scope,
  stage: StoredStage,
  { snapshot, id: deploymentId }: StoredDeployment,
  resource: StoredResource,
  declaredMethod: string,
  method: Method,
): CompiledMethod {
  const { setting, throttledBy } = settingsOf(stage.methodSettings, resource.path, declaredMethod);
  const { throttlingRateLimit: rateLimit, throttlingBurstLimit: burstLimit } = setting;
  return {
    resourceId: resource.id,
    resourcePath: resource.path,
    apiKeyRequired: method.apiKeyRequired === true,
    operationName: method.operationName,
    setting,
    throttledBy,
    stageThrottle: { rateLimit, burstLimit },
    validate: compileRequestValidation(method, snapshot),
    integrate: compileIntegration({
      scope,
      apiId: stage.apiId,
      stageName: stage.stageName,
      deploymentId,
      resourceId: resource.id,
      resourcePath: resource.path,
      declaredMethod,
      binaryMediaTypes: snapshot.binaryMediaTypes,
      stageVariables: stage.variables,
      integration: method.methodIntegration ?? {},
    }),
  };
}

function grantsOf(scope: Scope, apiId: string, stageName: string): Map<string, KeyGrant> {
  const grants = new Map<string, KeyGrant>();
  for (const plan of usagePlans(scope).values()) {
    const included = plan.apiStages.find((one) => one.apiId === apiId && one.stage === stageName);
    if (included === undefined) continue;
    for (const { keyId } of usagePlanKeys(scope).values(`${plan.id}/`)) {
      const key = apiKeys(scope).get(keyId);
      if (key?.enabled === true) grants.set(key.value, { keyId, plan, methodThrottle: included.throttle ?? {} });
    }
  }
  return grants;
}

function compileStage(scope: Scope, api: StoredApi, stage: StoredStage, deployment: StoredDeployment): CompiledStage {
  const resources = Object.values(deployment.snapshot.resources).filter(
    ({ methods }) => Object.keys(methods).length > 0,
  );
  return {
    scope,
    apiId: api.id,
    apiName: api.name,
    stage,
    routes: buildRoutes(
      resources.map((resource) => [
        resource.path,
        new Map(
          Object.entries(resource.methods).map(([name, method]) => [
            name,
            compileMethod(scope, stage, deployment, resource, name, method),
          ]),
        ),
      ]),
    ),
    respond: compileGatewayResponses(deployment.snapshot.gatewayResponses),
    accessLog: compileAccessLog(scope, stage.accessLogSettings, api.id, stage.stageName),
    grants: grantsOf(scope, api.id, stage.stageName),
  };
}

/** Compiled stages of one region; all are dropped when anything changes. */
export interface StageCache {
  /** Undefined when there is no such API or stage, or the API's own address is disabled. */
  get(scope: Scope, apiId: string, stageName: string): CompiledStage | undefined;
}

export function createStageCache(): StageCache {
  const compiled = new Map<string, CompiledStage | undefined>();
  let at = -1;
  return {
    get: (scope, apiId, stageName) => {
      const { count } = generation(scope.store);
      if (count !== at) compiled.clear();
      at = count;
      const name = `${scope.region}/${apiId}/${stageName}`;
      if (compiled.has(name)) return compiled.get(name);
      const api = restApis(scope).get(apiId);
      const stage = stages(scope).get(`${apiId}/${stageName}`);
      const deployment = stage === undefined ? undefined : deployments(scope).get(`${apiId}/${stage.deploymentId}`);
      const served =
        api !== undefined && !api.disableExecuteApiEndpoint && stage !== undefined && deployment !== undefined;
      // Names that are not there are not kept: anybody may ask for any number of them.
      if (!served) return undefined;
      const made = compileStage(scope, api, stage, deployment);
      compiled.set(name, made);
      return made;
    },
  };
}
