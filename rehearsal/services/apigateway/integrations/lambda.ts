import { compileRequestBody } from '../mapping/request-body.ts';
import { mapParameters } from '../mapping/request-parameters.ts';
import { compileResponses } from '../mapping/response.ts';
import { compileFunctionCall } from './call-function.ts';
import type { Integrate, IntegrationPlace } from './integration.ts';

function errorMessage(payload: string): string {
  try {
    const document: unknown = JSON.parse(payload);
    if (typeof document === 'object' && document !== null && 'errorMessage' in document)
      return String(document.errorMessage);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return payload;
}

/** `AWS` with a function: templates map what it gets and what it gives. */
export function lambdaMapped(place: IntegrationPlace): Integrate {
  const { integration } = place;
  const invoke = compileFunctionCall(place);
  const mapBody = compileRequestBody(integration);
  const respond = compileResponses(integration);
  return async (exchange) => {
    const { text, overrides } = mapBody(exchange);
    const { header } = mapParameters(integration.requestParameters, exchange, overrides);
    const asEvent = header['X-Amz-Invocation-Type'] === 'Event' || header.InvocationType === 'Event';
    const { payload, functionError } = await invoke(
      exchange,
      text === '' ? '{}' : text,
      asEvent ? 'Event' : 'RequestResponse',
    );
    const selector = functionError === undefined ? undefined : errorMessage(payload);
    const answer = { status: 200, headers: new Map([['content-type', 'application/json']]), body: payload };
    return respond(exchange, answer, selector);
  };
}
