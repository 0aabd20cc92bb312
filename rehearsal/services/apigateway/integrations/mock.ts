import { configurationError } from '../data/failure.ts';
import { compileRequestBody } from '../mapping/request-body.ts';
import { compileResponses } from '../mapping/response.ts';
import type { Integrate, IntegrationPlace } from './integration.ts';

/** `MOCK`: the request template says which status code. https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html */
export function mock({ integration }: IntegrationPlace): Integrate {
  const mapBody = compileRequestBody(integration);
  const respond = compileResponses(integration);
  return async (exchange) => {
    const { text } = mapBody(exchange);
    // API Gateway reads names without quotes as well, as CDK's templates have them.
    const status = /["']?statusCode["']?\s*:\s*["']?(\d{3})/.exec(text)?.[1];
    if (status === undefined)
      throw configurationError(
        'Unable to parse statusCode. It should be an integer and is defined in request template.',
      );
    exchange.integrationLatencyMs = 0;
    return respond(exchange, { status: Number(status), headers: new Map(), body: '' }, status);
  };
}
