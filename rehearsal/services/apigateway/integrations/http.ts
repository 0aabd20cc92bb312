import type { Exchange } from '../data/exchange.ts';
import { GatewayFailure } from '../data/failure.ts';
import { compileRequestBody } from '../mapping/request-body.ts';
import { type MappedParameters, mapParameters } from '../mapping/request-parameters.ts';
import { compileResponses } from '../mapping/response.ts';
import { type Integrate, type IntegrationPlace, withStageVariables } from './integration.ts';
import { remapped } from './lambda-proxy.ts';
import { withTimeout } from './timeout.ts';

/** Of one connection only, or made anew by the client that sends. */
const NOT_PASSED_ON = new Set([
  'connection',
  'content-length',
  'host',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'x-api-key',
  'expect',
]);
/** The body arrives here decoded and is sent with a length of its own. */
const NOT_PASSED_BACK = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'transfer-encoding',
]);

async function send(
  { scope, integration, stageVariables }: IntegrationPlace,
  exchange: Exchange,
  parameters: MappedParameters,
  body: string | Buffer,
): Promise<{ response: Response; bytes: Buffer }> {
  const method =
    integration.httpMethod === 'ANY' ? exchange.call.method : (integration.httpMethod ?? exchange.call.method);
  const address = withStageVariables(integration.uri ?? '', stageVariables).replace(
    /\{(\w+)\+?\}/g,
    (all, name: string) => parameters.path[name] ?? all,
  );
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters.querystring)) url.searchParams.set(name, value);
  const startMs = scope.clock.now();
  exchange.log.info(`Sending request to ${url}`);
  const call = async () => {
    const response = await fetch(url, {
      method,
      headers: parameters.header,
      redirect: 'manual',
      ...(method === 'GET' || method === 'HEAD' || body.length === 0
        ? {}
        : { body: new Uint8Array(Buffer.from(body)) }),
    });
    return { response, bytes: Buffer.from(await response.arrayBuffer()) };
  };
  // Whatever `fetch` fails with, the backend gave no answer.
  const answered = call().catch((error: unknown) => {
    const why = error instanceof Error ? String(error.cause ?? error) : String(error);
    throw new GatewayFailure('INTEGRATION_FAILURE', 'Network error communicating with endpoint', {
      reason: `Execution failed due to a network error communicating with endpoint ${url}: ${why}`,
    });
  });
  try {
    return await withTimeout(scope, integration.timeoutInMillis, answered);
  } finally {
    exchange.integrationLatencyMs = scope.clock.now() - startMs;
  }
}

/** `HTTP_PROXY`: the request and its answer pass as they are. */
export function httpProxy(place: IntegrationPlace): Integrate {
  return async (exchange) => {
    const { call, pathParameters } = exchange;
    const mapped = mapParameters(place.integration.requestParameters, exchange, undefined);
    const header = Object.fromEntries(call.headers.filter(([name]) => !NOT_PASSED_ON.has(name.toLowerCase())));
    const { response, bytes } = await send(
      place,
      exchange,
      {
        header: { ...header, ...mapped.header, 'X-Amzn-Trace-Id': exchange.trace.header },
        querystring: { ...Object.fromEntries(call.query), ...mapped.querystring },
        path: { ...pathParameters, ...mapped.path },
      },
      call.body,
    );
    const headers = [...response.headers].filter(([name]) => !NOT_PASSED_BACK.has(name));
    return {
      status: response.status,
      headers: headers.map(([name, value]) => [remapped(name), value] as const),
      body: bytes,
    };
  };
}

/** `HTTP`: templates map what the backend gets and what it gives. */
export function httpMapped(place: IntegrationPlace): Integrate {
  const { integration } = place;
  const mapBody = compileRequestBody(integration);
  const respond = compileResponses(integration);
  return async (exchange) => {
    const { text, overrides } = mapBody(exchange);
    const mapped = mapParameters(integration.requestParameters, exchange, overrides);
    const contentType = exchange.call.header.get('content-type') ?? 'application/json';
    const header = { 'content-type': contentType, ...mapped.header, 'X-Amzn-Trace-Id': exchange.trace.header };
    const { response, bytes } = await send(place, exchange, { ...mapped, header }, text);
    const answer = { status: response.status, headers: new Map(response.headers), body: bytes.toString() };
    return respond(exchange, answer, String(response.status));
  };
}
