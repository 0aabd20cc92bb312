import type { GatewayResponseType } from '@aws-sdk/client-api-gateway';
import { GATEWAY_RESPONSE_STATUS } from '../gateway-response-types.ts';

const ERROR_TYPES: Partial<Record<GatewayResponseType, string>> = {
  BAD_REQUEST_BODY: 'BadRequestException',
  BAD_REQUEST_PARAMETERS: 'BadRequestException',
  INVALID_API_KEY: 'ForbiddenException',
  MISSING_AUTHENTICATION_TOKEN: 'MissingAuthenticationTokenException',
  QUOTA_EXCEEDED: 'LimitExceededException',
  REQUEST_TOO_LARGE: 'RequestTooLargeException',
  THROTTLED: 'TooManyRequestsException',
  UNSUPPORTED_MEDIA_TYPE: 'UnsupportedMediaTypeException',
};

/** A request that API Gateway answers itself: which gateway response, and what it can say. */
export class GatewayFailure extends Error {
  readonly responseType: GatewayResponseType;
  readonly status: number;
  /** Value of the header `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** `$context.error.validationErrorString` */
  readonly validationError: string | undefined;
  /** For the execution log: what the caller is not told. */
  readonly reason: string | undefined;

  /** @param status where the response type has none of its own, as `DEFAULT_5XX` */
  constructor(
    responseType: GatewayResponseType,
    message: string,
    more: { readonly status?: number; readonly validationError?: string; readonly reason?: string } = {},
  ) {
    super(message);
    this.name = 'GatewayFailure';
    this.responseType = responseType;
    this.status = more.status ?? GATEWAY_RESPONSE_STATUS[responseType] ?? 500;
    this.errorType = ERROR_TYPES[responseType] ?? 'InternalServerErrorException';
    this.validationError = more.validationError;
    this.reason = more.reason;
  }
}

/** @param reason for the execution log */
export const configurationError = (reason: string) =>
  new GatewayFailure('API_CONFIGURATION_ERROR', 'Internal server error', {
    reason: `Execution failed due to configuration error: ${reason}`,
  });

/** A function that failed or whose answer is not one: 502. @param reason for the execution log */
export const badGateway = (reason: string) =>
  new GatewayFailure('DEFAULT_5XX', 'Internal server error', { status: 502, reason });
