import * as z from 'zod/mini';
import type { Exchange } from '../data/exchange.ts';
import { badGateway } from '../data/failure.ts';
import { type Answer, type HeaderList, isBinary, mediaType } from '../data/message.ts';
import { compileFunctionCall } from './call-function.ts';
import type { Integrate, IntegrationPlace } from './integration.ts';

/** Several values of each name, or null when there is none. */
function multi(pairs: Iterable<readonly [string, string]>): Record<string, string[]> | null {
  const all: Record<string, string[]> = {};
  let any = false;
  for (const [name, value] of pairs) {
    any = true;
    const known = all[name];
    if (known === undefined) all[name] = [value];
    else known.push(value);
  }
  return any ? all : null;
}
const last = (pairs: Record<string, string[]> | null): Record<string, string> | null =>
  pairs === null
    ? null
    : Object.fromEntries(Object.entries(pairs).map(([name, values]) => [name, values.at(-1) ?? '']));

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function proxyEvent(place: IntegrationPlace, { call, context, stageVariables, pathParameters, trace }: Exchange) {
  const sent = call.headers.filter(([name]) => name.toLowerCase() !== 'x-amzn-trace-id');
  const headers = multi([...sent, ['X-Amzn-Trace-Id', trace.header]]);
  const query = multi(call.query);
  const binary = isBinary(place.binaryMediaTypes, call.header.get('content-type'));
  const { error: _error, integration: _integration, ...requestContext } = context;
  return {
    resource: place.resourcePath,
    path: decodeURIComponent(call.path),
    httpMethod: call.method,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: last(query),
    multiValueQueryStringParameters: query,
    pathParameters: Object.keys(pathParameters).length === 0 ? null : pathParameters,
    stageVariables: Object.keys(stageVariables).length === 0 ? null : stageVariables,
    requestContext,
    body: call.body.length === 0 ? null : call.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary && call.body.length > 0,
  };
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const ProxyAnswer = z.object({
  statusCode: z.union([z.int().check(z.minimum(100), z.maximum(599)), z.string().check(z.regex(/^[1-5]\d\d$/))]),
  headers: z.nullish(z.record(z.string(), scalar)),
  multiValueHeaders: z.nullish(z.record(z.string(), z.array(scalar))),
  body: z.nullish(z.string()),
  isBase64Encoded: z.nullish(z.boolean()),
});
type ProxyAnswer = z.infer<typeof ProxyAnswer>;

/** @throws GatewayFailure 502 for an answer that is not of the proxy's form */
function parseAnswer(payload: string): ProxyAnswer {
  let document: unknown;
  try {
    document = JSON.parse(payload);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badGateway('Execution failed due to configuration error: Malformed Lambda proxy response');
  }
  const parsed = ProxyAnswer.safeParse(document);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw badGateway(`Execution failed due to configuration error: Malformed Lambda proxy response (${where})`);
}

/** Headers that API Gateway sets itself; a backend's own reach the client under another name. */
const REMAPPED = new Set([
  'connection',
  'content-length',
  'date',
  'host',
  'server',
  'transfer-encoding',
  'www-authenticate',
]);
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html */
export const remapped = (name: string): string => (REMAPPED.has(name.toLowerCase()) ? `x-amzn-Remapped-${name}` : name);

function headersOf({ headers, multiValueHeaders }: ProxyAnswer): HeaderList {
  const several = Object.entries(multiValueHeaders ?? {});
  const names = new Set(several.map(([name]) => name.toLowerCase()));
  // A name in both is taken from the one with several values.
  const single = Object.entries(headers ?? {}).filter(([name]) => !names.has(name.toLowerCase()));
  const all: [string, string][] = [
    ...single.map(([name, value]): [string, string] => [remapped(name), String(value)]),
    ...several.flatMap(([name, values]) => values.map((value): [string, string] => [remapped(name), String(value)])),
  ];
  return all.some(([name]) => name.toLowerCase() === 'content-type')
    ? all
    : [['Content-Type', 'application/json'], ...all];
}

/** Base64 becomes bytes when the API treats as binary what the client accepts first. */
function bodyOf(
  { body, isBase64Encoded }: ProxyAnswer,
  accept: string | undefined,
  binaryMediaTypes: readonly string[],
) {
  if (body === null || body === undefined) return '';
  const first = mediaType((accept ?? '').split(',')[0]);
  return isBase64Encoded === true && isBinary(binaryMediaTypes, first) ? Buffer.from(body, 'base64') : body;
}

/** `AWS_PROXY`: the function gets the whole request and gives the whole answer. */
export function lambdaProxy(place: IntegrationPlace): Integrate {
  const invoke = compileFunctionCall(place);
  return async (exchange): Promise<Answer> => {
    const { payload, functionError } = await invoke(exchange, JSON.stringify(proxyEvent(place, exchange)));
    if (functionError !== undefined)
      throw badGateway(`Execution failed: Lambda function failed (${functionError}): ${payload.slice(0, 1000)}`);
    const answer = parseAnswer(payload);
    return {
      status: Number(answer.statusCode),
      headers: headersOf(answer),
      body: bodyOf(answer, exchange.call.header.get('accept'), place.binaryMediaTypes),
    };
  };
}
