import type {
  DeleteGatewayResponseCommandInput,
  DeleteGatewayResponseCommandOutput,
  GatewayResponse,
  GatewayResponseType,
  GetGatewayResponseCommandInput,
  GetGatewayResponseCommandOutput,
  GetGatewayResponsesCommandInput,
  GetGatewayResponsesCommandOutput,
  PutGatewayResponseCommandInput,
  PutGatewayResponseCommandOutput,
  UpdateGatewayResponseCommandInput,
  UpdateGatewayResponseCommandOutput,
} from '@aws-sdk/client-api-gateway';
import type { Context, Output } from '../../../kernel/service.ts';
import { badRequest, notFound } from '../errors.ts';
import {
  DEFAULT_TEMPLATE,
  defaultGatewayResponse,
  GATEWAY_RESPONSE_STATUS,
  isGatewayResponseType,
} from '../gateway-response-types.ts';
import { page } from '../paging.ts';
import { applyPatch, type PatchRules, setEntry } from '../patch.ts';
import { changeApi, getApi } from '../state.ts';

function typeOf(text: string | undefined): GatewayResponseType {
  if (!isGatewayResponseType(text)) throw badRequest(`Invalid response type specified: ${text}`);
  return text;
}

const PARAMETER = /^gatewayresponse\.(header|path|querystring)\..+$/;

function check(response: GatewayResponse): GatewayResponse {
  for (const name of Object.keys(response.responseParameters ?? {}))
    if (!PARAMETER.test(name)) throw badRequest(`Invalid mapping expression parameter specified: ${name}`);
  const { statusCode } = response;
  if (statusCode !== undefined && !/^[1-5]\d\d$/.test(statusCode))
    throw badRequest(`Invalid status code specified: ${statusCode}`);
  return response;
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_PutGatewayResponse.html */
export const putGatewayResponse = (
  input: PutGatewayResponseCommandInput,
  context: Context,
): Output<PutGatewayResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const responseType = typeOf(input.responseType);
    const response: GatewayResponse = check({
      responseType,
      statusCode: input.statusCode ?? defaultGatewayResponse(responseType).statusCode,
      responseParameters: input.responseParameters ?? {},
      responseTemplates: input.responseTemplates ?? { 'application/json': DEFAULT_TEMPLATE },
      defaultResponse: false,
    });
    api.definition.gatewayResponses[responseType] = response;
    return response;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponse.html */
export function getGatewayResponse(
  input: GetGatewayResponseCommandInput,
  context: Context,
): Output<GetGatewayResponseCommandOutput> {
  const responseType = typeOf(input.responseType);
  return (
    getApi(context, input.restApiId).definition.gatewayResponses[responseType] ?? defaultGatewayResponse(responseType)
  );
}

/** https://docs.aws.amazon.com/apigateway/latest/api/API_GetGatewayResponses.html */
export function getGatewayResponses(
  input: GetGatewayResponsesCommandInput,
  context: Context,
): Output<GetGatewayResponsesCommandOutput> {
  const { gatewayResponses } = getApi(context, input.restApiId).definition;
  const types = Object.keys(GATEWAY_RESPONSE_STATUS).filter(isGatewayResponseType);
  return page(
    types.map((type) => gatewayResponses[type] ?? defaultGatewayResponse(type)),
    input,
  );
}

const rules: PatchRules<GatewayResponse> = {
  '/statusCode': (response, value) => {
    response.statusCode = value;
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

/** https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateGatewayResponse.html */
export const updateGatewayResponse = (
  input: UpdateGatewayResponseCommandInput,
  context: Context,
): Output<UpdateGatewayResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const type = typeOf(input.responseType);
    const { gatewayResponses } = api.definition;
    const response = { ...(gatewayResponses[type] ?? defaultGatewayResponse(type)), defaultResponse: false };
    gatewayResponses[type] = check(applyPatch(response, input.patchOperations, rules));
    return response;
  });

/** https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteGatewayResponse.html */
export const deleteGatewayResponse = (
  input: DeleteGatewayResponseCommandInput,
  context: Context,
): Output<DeleteGatewayResponseCommandOutput> =>
  changeApi(context, input.restApiId, (api) => {
    const type = typeOf(input.responseType);
    if (api.definition.gatewayResponses[type] === undefined) throw notFound('Gateway response type not defined on api');
    delete api.definition.gatewayResponses[type];
    return {};
  });
