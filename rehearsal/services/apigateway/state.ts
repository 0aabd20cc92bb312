import type {
  AccessLogSettings,
  ApiStage,
  EndpointConfiguration,
  GatewayResponse,
  Method,
  MethodSetting,
  Model,
  QuotaSettings,
  RequestValidator,
  ThrottleSettings,
} from '@aws-sdk/client-api-gateway';
import type { Scope } from '../../kernel/service.ts';
import type { Store, Table } from '../../kernel/store.ts';
import { notFound } from './errors.ts';

export interface StoredResource {
  readonly id: string;
  /** Undefined for the root. */
  readonly parentId?: string;
  readonly pathPart?: string;
  readonly path: string;
  /** By HTTP method, or `ANY`. */
  readonly methods: Record<string, Method>;
}

/** What a deployment takes a copy of, and what the live edits change. */
export interface Definition {
  readonly resources: Record<string, StoredResource>;
  /** By name. */
  readonly models: Record<string, Model>;
  readonly validators: Record<string, RequestValidator>;
  /** By response type; only those that were customised. */
  readonly gatewayResponses: Record<string, GatewayResponse>;
  binaryMediaTypes: string[];
  apiKeySource: 'HEADER';
}

export interface StoredApi {
  readonly id: string;
  name: string;
  description?: string | undefined;
  version?: string | undefined;
  readonly createdMs: number;
  readonly rootResourceId: string;
  endpointConfiguration: EndpointConfiguration;
  disableExecuteApiEndpoint: boolean;
  tags: Record<string, string>;
  readonly definition: Definition;
}

export interface StoredDeployment {
  readonly id: string;
  readonly apiId: string;
  description?: string | undefined;
  readonly createdMs: number;
  readonly snapshot: Definition;
}

export interface StoredStage {
  readonly apiId: string;
  readonly stageName: string;
  deploymentId: string;
  description?: string | undefined;
  /** By `settingKey` of method-settings.ts. */
  methodSettings: Record<string, MethodSetting>;
  variables: Record<string, string>;
  documentationVersion?: string | undefined;
  accessLogSettings?: AccessLogSettings | undefined;
  tracingEnabled: boolean;
  tags: Record<string, string>;
  readonly createdMs: number;
  updatedMs: number;
}

export interface StoredApiKey {
  readonly id: string;
  readonly value: string;
  name?: string | undefined;
  description?: string | undefined;
  customerId?: string | undefined;
  enabled: boolean;
  stageKeys: string[];
  tags: Record<string, string>;
  readonly createdMs: number;
  updatedMs: number;
}

export interface StoredUsagePlan {
  readonly id: string;
  name: string;
  description?: string | undefined;
  productCode?: string | undefined;
  apiStages: ApiStage[];
  throttle?: ThrottleSettings | undefined;
  quota?: QuotaSettings | undefined;
  tags: Record<string, string>;
}

export interface StoredUsagePlanKey {
  readonly usagePlanId: string;
  readonly keyId: string;
}

const generations = new WeakMap<Store, { count: number }>();

/** Grows with every change: what was compiled under an earlier count may be stale. */
export function generation(store: Store): { count: number } {
  let known = generations.get(store);
  if (known === undefined) {
    known = { count: 0 };
    generations.set(store, known);
  }
  return known;
}

/** A table whose writes count as a change of what is served. */
function counted<T>(scope: Scope, name: string): Table<T> {
  const table = scope.table<T>(name);
  const changes = generation(scope.store);
  return {
    ...table,
    put: (key, value) => {
      changes.count++;
      table.put(key, value);
    },
    delete: (key) => {
      changes.count++;
      return table.delete(key);
    },
  };
}

export const restApis = (scope: Scope) => counted<StoredApi>(scope, 'apigateway.restApis');
/** By `<apiId>/<deploymentId>`. */
export const deployments = (scope: Scope) => counted<StoredDeployment>(scope, 'apigateway.deployments');
/** By `<apiId>/<stageName>`. */
export const stages = (scope: Scope) => counted<StoredStage>(scope, 'apigateway.stages');
export const apiKeys = (scope: Scope) => counted<StoredApiKey>(scope, 'apigateway.apiKeys');
export const usagePlans = (scope: Scope) => counted<StoredUsagePlan>(scope, 'apigateway.usagePlans');
/** By `<usagePlanId>/<keyId>`. */
export const usagePlanKeys = (scope: Scope) => counted<StoredUsagePlanKey>(scope, 'apigateway.usagePlanKeys');
export const accounts = (scope: Scope) => scope.table<{ cloudwatchRoleArn?: string }>('apigateway.account');

/** @throws ServiceError NotFoundException */
export function getApi(scope: Scope, id: string | undefined): StoredApi {
  const api = restApis(scope).get(id ?? '');
  if (api === undefined) throw notFound(`Invalid API identifier specified ${scope.account}:${id}`);
  return api;
}

/** @throws ServiceError NotFoundException */
export function getStoredResource(api: StoredApi, id: string | undefined): StoredResource {
  const resource = api.definition.resources[id ?? ''];
  if (resource === undefined) throw notFound('Invalid Resource identifier specified');
  return resource;
}

/** @throws ServiceError NotFoundException */
export function getStoredMethod(
  api: StoredApi,
  resourceId: string | undefined,
  httpMethod: string | undefined,
): Method {
  const method = getStoredResource(api, resourceId).methods[httpMethod ?? ''];
  if (method === undefined) throw notFound('Invalid Method identifier specified');
  return method;
}

/** @throws ServiceError NotFoundException */
export function getStoredStage(scope: Scope, apiId: string | undefined, stageName: string | undefined): StoredStage {
  const stage = stages(scope).get(`${apiId}/${stageName}`);
  if (stage === undefined) throw notFound('Invalid stage identifier specified');
  return stage;
}

/** @throws ServiceError NotFoundException */
export function getStoredDeployment(scope: Scope, apiId: string | undefined, id: string | undefined): StoredDeployment {
  const deployment = deployments(scope).get(`${apiId}/${id}`);
  if (deployment === undefined) throw notFound('Invalid Deployment identifier specified');
  return deployment;
}

/** Reads an API, changes it and keeps the change. */
export function changeApi<R>(scope: Scope, apiId: string | undefined, change: (api: StoredApi) => R): R {
  const api = getApi(scope, apiId);
  const result = change(api);
  restApis(scope).put(api.id, api);
  return result;
}
