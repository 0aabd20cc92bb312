import type {
  DeleteIntegrationCommandInput,
  DeleteIntegrationCommandOutput,
  DeleteIntegrationResponseCommandInput,
  DeleteIntegrationResponseCommandOutput,
  GetIntegrationCommandInput,
  GetIntegrationCommandOutput,
  GetIntegrationResponseCommandInput,
  GetIntegrationResponseCommandOutput,
  Integration,
  IntegrationResponse,
  PutIntegrationCommandInput,
  PutIntegrationCommandOutput,
  PutIntegrationResponseCommandInput,
  PutIntegrationResponseCommandOutput,
  UpdateIntegrationCommandInput,
  UpdateIntegrationCommandOutput,
  UpdateIntegrationResponseCommandInput,
  UpdateIntegrationResponseCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, notFound, notSupported, refuse } from '../errors.ts';
import { selectionPattern } from '../mapping/selection.ts';
import { applyPatch, asNumber, type PatchRules, setEntry } from '../patch.ts';
import { changeApi, getApi, getStoredMethod, type StoredApi } from '../state.ts';

const LONGEST_TIMEOUT_MS = 29_000;
const SHORTEST_TIMEOUT_MS = 50;
const PASSTHROUGH = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'];
const LAMBDA_URI = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/2015-03-31\/functions\/.+\/invocations$/;

function checkIntegration(operation: string, integration: Integration): void {
  const { type, uri = '', timeoutInMillis = LONGEST_TIMEOUT_MS, passthroughBehavior = 'WHEN_NO_MATCH' } = integration;
  if (timeoutInMillis < SHORTEST_TIMEOUT_MS || timeoutInMillis > LONGEST_TIMEOUT_MS)
    throw badRequest(`Timeout should be between ${SHORTEST_TIMEOUT_MS} ms and ${LONGEST_TIMEOUT_MS} ms`);
  if (!PASSTHROUGH.includes(passthroughBehavior))
    throw badRequest(`Invalid passthrough behavior specified: ${passthroughBehavior}`);
  if (type !== 'MOCK' && uri === '') throw badRequest('Invalid integration URI specified');
  if (type === 'AWS' || type === 'AWS_PROXY') {
    if (!uri.startsWith('arn:')) throw badRequest('Invalid ARN specified in the request');
    if (!LAMBDA_URI.test(uri))
      throw notSupported(operation, `the integration URI ${uri}: only functions can be called`);
    if (integration.httpMethod !== 'POST')
      throw notSupported(operation, `integrationHttpMethod ${integration.httpMethod}: functions are called by POST`);
  }
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html */
export const putIntegration = (
  input: PutIntegrationCommandInput,
  context: Context,
): Output<PutIntegrationCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const method = getStoredMethod(api, input.resourceId, input.httpMethod);
    const { connectionId, tlsConfig, integrationTarget } = input;
    refuse('PutIntegration', {
      connectionId,
      tlsConfig,
      integrationTarget,
      'connectionType VPC_LINK': input.connectionType === 'VPC_LINK',
      'responseTransferMode STREAM': input.responseTransferMode === 'STREAM',
    });
    const integration: Integration = {
      type: input.type,
      httpMethod: input.integrationHttpMethod,
      uri: input.uri,
      credentials: input.credentials,
      requestParameters: input.requestParameters,
      requestTemplates: input.requestTemplates,
      passthroughBehavior: input.passthroughBehavior ?? 'WHEN_NO_MATCH',
      contentHandling: input.contentHandling,
      timeoutInMillis: input.timeoutInMillis ?? LONGEST_TIMEOUT_MS,
      cacheNamespace: input.cacheNamespace ?? input.resourceId,
      cacheKeyParameters: input.cacheKeyParameters ?? [],
    };
    checkIntegration('PutIntegration', integration);
    method.methodIntegration = integration;
    return integration;
  });

function getStoredIntegration(
  api: StoredApi,
  input: { readonly resourceId: string | undefined; readonly httpMethod: string | undefined },
): Integration {
  const { methodIntegration } = getStoredMethod(api, input.resourceId, input.httpMethod);
  if (methodIntegration === undefined) throw notFound('Invalid Integration identifier specified');
  return methodIntegration;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html */
export const getIntegration = (
  input: GetIntegrationCommandInput,
  context: Context,
): Output<GetIntegrationCommandOutput> => getStoredIntegration(getApi(context, input.restApiId), input);

function contentHandling(value: string | undefined): Integration['contentHandling'] {
  if (value === undefined || value === '') return undefined;
  if (value !== 'CONVERT_TO_BINARY' && value !== 'CONVERT_TO_TEXT')
    throw badRequest(`Invalid content handling specified: ${value}`);
  return value;
}

const rules: PatchRules<Integration> = {
  '/uri': (integration, value) => {
    integration.uri = value;
  },
  '/httpMethod': (integration, value) => {
    integration.httpMethod = value;
  },
  '/credentials': (integration, value) => {
    integration.credentials = value;
  },
  '/passthroughBehavior': (integration, value) => {
    integration.passthroughBehavior = value;
  },
  '/contentHandling': (integration, value) => {
    integration.contentHandling = contentHandling(value);
  },
  '/timeoutInMillis': (integration, value) => {
    integration.timeoutInMillis = asNumber(value) ?? LONGEST_TIMEOUT_MS;
  },
  '/requestParameters/*': (integration, value, [name]) => {
    integration.requestParameters ??= {};
    setEntry(integration.requestParameters, name, value);
  },
  '/requestTemplates/*': (integration, value, [contentType]) => {
    integration.requestTemplates ??= {};
    setEntry(integration.requestTemplates, contentType, value);
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegration.html */
export const updateIntegration = (
  input: UpdateIntegrationCommandInput,
  context: Context,
): Output<UpdateIntegrationCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const integration = applyPatch(getStoredIntegration(api, input), input.patchOperations, rules);
    checkIntegration('UpdateIntegration', integration);
    return integration;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegration.html */
export const deleteIntegration = (
  input: DeleteIntegrationCommandInput,
  context: Context,
): Output<DeleteIntegrationCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    getStoredIntegration(api, input);
    delete getStoredMethod(api, input.resourceId, input.httpMethod).methodIntegration;
    return {};
  });

function responsesOf(integration: Integration): Record<string, IntegrationResponse> {
  integration.integrationResponses ??= {};
  return integration.integrationResponses;
}

function getStoredResponse(api: StoredApi, input: GetIntegrationResponseCommandInput): IntegrationResponse {
  const found = responsesOf(getStoredIntegration(api, input))[input.statusCode ?? ''];
  if (found === undefined) throw notFound('Invalid Response status code specified');
  return found;
}

function checkParameters(
  api: StoredApi,
  input: GetIntegrationResponseCommandInput,
  response: IntegrationResponse,
): void {
  const method = getStoredMethod(api, input.resourceId, input.httpMethod);
  const declared = method.methodResponses?.[input.statusCode ?? ''];
  if (declared === undefined) throw notFound('No method response exists for method.');
  const undeclared = Object.keys(response.responseParameters ?? {}).filter(
    (name) => declared.responseParameters?.[name] === undefined,
  );
  if (undeclared.length > 0)
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${undeclared.join(', ')}]`,
    );
  selectionPattern(response.selectionPattern);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html */
export const putIntegrationResponse = (
  input: PutIntegrationResponseCommandInput,
  context: Context,
): Output<PutIntegrationResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const responses = responsesOf(getStoredIntegration(api, input));
    const response: IntegrationResponse = {
      statusCode: input.statusCode,
      selectionPattern: input.selectionPattern,
      responseParameters: input.responseParameters,
      responseTemplates: input.responseTemplates,
      contentHandling: input.contentHandling,
    };
    checkParameters(api, input, response);
    responses[input.statusCode ?? ''] = response;
    return response;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegrationResponse.html */
export const getIntegrationResponse = (
  input: GetIntegrationResponseCommandInput,
  context: Context,
): Output<GetIntegrationResponseCommandOutput> => getStoredResponse(getApi(context, input.restApiId), input);

const responseRules: PatchRules<IntegrationResponse> = {
  '/selectionPattern': (response, value) => {
    response.selectionPattern = value;
  },
  '/contentHandling': (response, value) => {
    response.contentHandling = contentHandling(value);
  },
  '/responseParameters/*': (response, value, [name]) => {
    response.responseParameters ??= {};
    setEntry(response.responseParameters, name, value);
  },
  '/responseTemplates/*': (response, value, [contentType]) => {
    response.responseTemplates ??= {};
    setEntry(response.responseTemplates, contentType, value);
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateIntegrationResponse.html */
export const updateIntegrationResponse = (
  input: UpdateIntegrationResponseCommandInput,
  context: Context,
): Output<UpdateIntegrationResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const response = applyPatch(getStoredResponse(api, input), input.patchOperations, responseRules);
    checkParameters(api, input, response);
    return response;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteIntegrationResponse.html */
export const deleteIntegrationResponse = (
  input: DeleteIntegrationResponseCommandInput,
  context: Context,
): Output<DeleteIntegrationResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    getStoredResponse(api, input);
    delete responsesOf(getStoredIntegration(api, input))[input.statusCode ?? ''];
    return {};
  });
