import type { GatewayResponse } from '@aws-sdk/client-api-gateway';
import { DEFAULT_TEMPLATE } from '../gateway-response-types.ts';
import { resolveParameter } from '../mapping/parameters.ts';
import type { Exchange } from './exchange.ts';
import type { GatewayFailure } from './failure.ts';
import { type Answer, mediaType } from './message.ts';
import { compileText } from './variables.ts';

/** Writes the answers that API Gateway gives itself. */
export type GatewayResponder = (failure: GatewayFailure, exchange: Exchange) => Answer;

interface Compiled {
  readonly status: number | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly templates: readonly (readonly [string, ReturnType<typeof compileText>])[];
}

function compile({ statusCode, responseParameters, responseTemplates }: GatewayResponse): Compiled {
  return {
    status: statusCode === undefined ? undefined : Number(statusCode),
    headers: Object.entries(responseParameters ?? {}).flatMap(([name, value]) =>
      name.startsWith('gatewayresponse.header.')
        ? [[name.slice('gatewayresponse.header.'.length), value] as const]
        : [],
    ),
    templates: Object.entries(responseTemplates ?? {}).map(([type, text]) => [type, compileText(text)] as const),
  };
}

/**
 * A customised response of the failure's own type, else that of `DEFAULT_4XX` or `DEFAULT_5XX`, else API Gateway's own.
 * Templates are simple substitutions, not VTL.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
 */
export function compileGatewayResponses(customised: Readonly<Record<string, GatewayResponse>>): GatewayResponder {
  const compiled = new Map(Object.entries(customised).map(([type, response]) => [type, compile(response)]));
  const usual = compile({ responseTemplates: { 'application/json': DEFAULT_TEMPLATE } });
  return (failure, exchange) => {
    const { responseType, message, validationError } = failure;
    const group = failure.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX';
    const response = compiled.get(responseType) ?? compiled.get(group) ?? usual;
    const messageString = JSON.stringify(message);
    exchange.context.error = {
      message,
      messageString,
      responseType,
      // Templates put it between quotes.
      validationErrorString: validationError === undefined ? undefined : JSON.stringify(validationError).slice(1, -1),
    };
    const accepted = mediaType(exchange.call.header.get('accept'));
    const [contentType, fill] = response.templates.find(([type]) => type === accepted) ??
      response.templates.find(([type]) => type === 'application/json') ??
      response.templates[0] ?? ['application/json', undefined];
    const headers = response.headers.flatMap(([name, expression]) => {
      const value = resolveParameter(expression, exchange);
      return value === undefined ? [] : [[name, value] as const];
    });
    return {
      status: response.status ?? failure.status,
      headers: [['Content-Type', contentType], ['x-amzn-ErrorType', failure.errorType], ...headers],
      body: fill === undefined ? '' : fill({ context: exchange.context, stageVariables: exchange.stageVariables }, ''),
    };
  };
}
