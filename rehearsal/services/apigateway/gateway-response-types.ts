import type { GatewayResponse, GatewayResponseType } from '@aws-sdk/client-api-gateway';

/** Status by response type. https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html */
export const GATEWAY_RESPONSE_STATUS = {
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  ACCESS_DENIED: 403,
  API_CONFIGURATION_ERROR: 500,
  AUTHORIZER_CONFIGURATION_ERROR: 500,
  AUTHORIZER_FAILURE: 500,
  BAD_REQUEST_BODY: 400,
  BAD_REQUEST_PARAMETERS: 400,
  EXPIRED_TOKEN: 403,
  INTEGRATION_FAILURE: 504,
  INTEGRATION_TIMEOUT: 504,
  INVALID_API_KEY: 403,
  INVALID_SIGNATURE: 403,
  MISSING_AUTHENTICATION_TOKEN: 403,
  QUOTA_EXCEEDED: 429,
  REQUEST_TOO_LARGE: 413,
  RESOURCE_NOT_FOUND: 404,
  THROTTLED: 429,
  UNAUTHORIZED: 401,
  UNSUPPORTED_MEDIA_TYPE: 415,
  WAF_FILTERED: 403,
} as const satisfies Record<GatewayResponseType, number | undefined>;

export const isGatewayResponseType = (text: string | undefined): text is GatewayResponseType =>
  text !== undefined && text in GATEWAY_RESPONSE_STATUS;

export const DEFAULT_TEMPLATE = '{"message":$context.error.messageString}';

/** What API Gateway answers where an API customises nothing. */
export function defaultGatewayResponse(responseType: GatewayResponseType): GatewayResponse {
  const status = GATEWAY_RESPONSE_STATUS[responseType];
  return {
    responseType,
    statusCode: status === undefined ? undefined : String(status),
    responseParameters: {},
    responseTemplates: { 'application/json': DEFAULT_TEMPLATE },
    defaultResponse: true,
  };
}
