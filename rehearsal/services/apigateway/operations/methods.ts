import type {
  DeleteMethodCommandInput,
  DeleteMethodCommandOutput,
  DeleteMethodResponseCommandInput,
  DeleteMethodResponseCommandOutput,
  GetMethodCommandInput,
  GetMethodCommandOutput,
  GetMethodResponseCommandInput,
  GetMethodResponseCommandOutput,
  Method,
  MethodResponse,
  PutMethodCommandInput,
  PutMethodCommandOutput,
  PutMethodResponseCommandInput,
  PutMethodResponseCommandOutput,
  UpdateMethodCommandInput,
  UpdateMethodCommandOutput,
  UpdateMethodResponseCommandInput,
  UpdateMethodResponseCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, conflict, notFound, notSupported, refuse } from '../errors.ts';
import { applyPatch, asBoolean, type PatchRules, setEntry } from '../patch.ts';
import { changeApi, getApi, getStoredMethod, getStoredResource, type StoredApi } from '../state.ts';

const HTTP_METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'ANY'];
const REQUEST_PARAMETER = /^method\.request\.(querystring|header|path|multivaluequerystring|multivalueheader)\..+$/;

function checkAuthorization(operation: string, type: string | undefined): string {
  if (type !== 'NONE') throw notSupported(operation, `authorizationType ${type}`);
  return type;
}

function checkMethod(api: StoredApi, method: Method): void {
  for (const name of Object.keys(method.requestParameters ?? {}))
    if (!REQUEST_PARAMETER.test(name))
      throw badRequest(
        `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: ${name}]`,
      );
  for (const name of Object.values(method.requestModels ?? {}))
    if (api.definition.models[name] === undefined) throw badRequest(`Invalid model identifier specified: ${name}`);
  const validator = method.requestValidatorId;
  if (validator !== undefined && api.definition.validators[validator] === undefined)
    throw badRequest(`Invalid Request Validator identifier specified`);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html */
export const putMethod = (input: PutMethodCommandInput, context: Context): Output<PutMethodCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const { methods } = getStoredResource(api, input.resourceId);
    const httpMethod = input.httpMethod ?? '';
    if (!HTTP_METHODS.includes(httpMethod)) throw badRequest(`Invalid HttpMethod specified: ${httpMethod}`);
    if (methods[httpMethod] !== undefined) throw conflict('Method already exists for this resource');
    refuse('PutMethod', { authorizerId: input.authorizerId, authorizationScopes: input.authorizationScopes });
    const method: Method = {
      httpMethod,
      authorizationType: checkAuthorization('PutMethod', input.authorizationType),
      apiKeyRequired: input.apiKeyRequired ?? false,
      operationName: input.operationName,
      requestParameters: input.requestParameters,
      requestModels: input.requestModels,
      requestValidatorId: input.requestValidatorId,
    };
    checkMethod(api, method);
    methods[httpMethod] = method;
    return method;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethod.html */
export const getMethod = (input: GetMethodCommandInput, context: Context): Output<GetMethodCommandOutput> =>
  getStoredMethod(getApi(context, input.restApiId), input.resourceId, input.httpMethod);

const rules: PatchRules<Method> = {
  '/apiKeyRequired': (method, value) => {
    method.apiKeyRequired = asBoolean(value);
  },
  '/authorizationType': (method, value) => {
    method.authorizationType = checkAuthorization('UpdateMethod', value ?? 'NONE');
  },
  '/operationName': (method, value) => {
    method.operationName = value;
  },
  '/requestValidatorId': (method, value) => {
    method.requestValidatorId = value === '' ? undefined : value;
  },
  '/requestParameters/*': (method, value, [name]) => {
    method.requestParameters ??= {};
    setEntry(method.requestParameters, name, value === undefined ? undefined : asBoolean(value));
  },
  '/requestModels/*': (method, value, [contentType]) => {
    method.requestModels ??= {};
    setEntry(method.requestModels, contentType, value);
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethod.html */
export const updateMethod = (input: UpdateMethodCommandInput, context: Context): Output<UpdateMethodCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const method = getStoredMethod(api, input.resourceId, input.httpMethod);
    applyPatch(method, input.patchOperations, rules);
    checkMethod(api, method);
    return method;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethod.html */
export const deleteMethod = (input: DeleteMethodCommandInput, context: Context): Output<DeleteMethodCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    getStoredMethod(api, input.resourceId, input.httpMethod);
    delete getStoredResource(api, input.resourceId).methods[input.httpMethod ?? ''];
    return {};
  });

function responsesOf(method: Method): Record<string, MethodResponse> {
  method.methodResponses ??= {};
  return method.methodResponses;
}

function getStoredResponse(api: StoredApi, input: GetMethodResponseCommandInput): MethodResponse {
  const found = responsesOf(getStoredMethod(api, input.resourceId, input.httpMethod))[input.statusCode ?? ''];
  if (found === undefined) throw notFound('Invalid Response status code specified');
  return found;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethodResponse.html */
export const putMethodResponse = (
  input: PutMethodResponseCommandInput,
  context: Context,
): Output<PutMethodResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const responses = responsesOf(getStoredMethod(api, input.resourceId, input.httpMethod));
    const { statusCode = '', responseParameters, responseModels } = input;
    if (!/^[1-5]\d\d$/.test(statusCode)) throw badRequest(`Invalid Status code specified: ${statusCode}`);
    if (responses[statusCode] !== undefined) throw conflict('Response already exists for this resource');
    const response = { statusCode, responseParameters, responseModels };
    responses[statusCode] = response;
    return response;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetMethodResponse.html */
export const getMethodResponse = (
  input: GetMethodResponseCommandInput,
  context: Context,
): Output<GetMethodResponseCommandOutput> => getStoredResponse(getApi(context, input.restApiId), input);

const responseRules: PatchRules<MethodResponse> = {
  '/responseParameters/*': (response, value, [name]) => {
    response.responseParameters ??= {};
    setEntry(response.responseParameters, name, value === undefined ? undefined : asBoolean(value));
  },
  '/responseModels/*': (response, value, [contentType]) => {
    response.responseModels ??= {};
    setEntry(response.responseModels, contentType, value);
  },
};

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateMethodResponse.html */
export const updateMethodResponse = (
  input: UpdateMethodResponseCommandInput,
  context: Context,
): Output<UpdateMethodResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) =>
    applyPatch(getStoredResponse(api, input), input.patchOperations, responseRules),
  );

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteMethodResponse.html */
export const deleteMethodResponse = (
  input: DeleteMethodResponseCommandInput,
  context: Context,
): Output<DeleteMethodResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    getStoredResponse(api, input);
    delete responsesOf(getStoredMethod(api, input.resourceId, input.httpMethod))[input.statusCode ?? ''];
    return {};
  });
