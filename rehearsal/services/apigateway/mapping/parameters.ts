import type { Call } from '../data/message.ts';
import { lookUp, type Variables } from '../data/variables.ts';
import { jsonPath } from './json-path.ts';

/** What a mapping expression can reach. */
export interface ParameterSource {
  readonly call: Call;
  readonly context: Variables;
  readonly stageVariables: Variables;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export interface IntegrationAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const asText = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** @returns undefined for an expression without a value, also for a body that is no JSON */
function fromBody(body: string, path: string): string | undefined {
  if (path === '') return body;
  try {
    return asText(jsonPath(JSON.parse(body), `$${path}`));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * The value of a parameter mapping, such as `'static'`, `method.request.header.Name`, `context.requestId`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
 */
export function resolveParameter(
  expression: string,
  { call, context, stageVariables, pathParameters }: ParameterSource,
  answer?: IntegrationAnswer,
): string | undefined {
  if (/^'.*'$/s.test(expression)) return expression.slice(1, -1);
  const [, source = '', rest = ''] =
    /^(method\.request\.(?:header|querystring|path|multivalueheader|multivaluequerystring)|integration\.response\.(?:header|multivalueheader)|context|stageVariables)\.(.+)$/.exec(
      expression,
    ) ?? [];
  switch (source) {
    case 'method.request.header':
    case 'method.request.multivalueheader':
      return call.header.get(rest.toLowerCase());
    case 'method.request.querystring':
    case 'method.request.multivaluequerystring':
      return call.query.getAll(rest).at(-1);
    case 'method.request.path':
      return pathParameters[rest];
    case 'integration.response.header':
    case 'integration.response.multivalueheader':
      return answer?.headers.get(rest.toLowerCase());
    case 'context':
      return lookUp(context, rest);
    case 'stageVariables':
      return lookUp(stageVariables, rest);
  }
  if (expression.startsWith('method.request.body'))
    return fromBody(call.body.toString(), expression.slice('method.request.body'.length));
  if (expression.startsWith('integration.response.body'))
    return fromBody(answer?.body ?? '', expression.slice('integration.response.body'.length));
  return undefined;
}
