import { randomBytes } from 'node:crypto';
import { uuid } from '../../../kernel/ids.ts';
import type { CompiledMethod, CompiledStage, KeyGrant } from './compile.ts';
import type { Exchange } from './exchange.ts';
import { executionLog } from './execution-log.ts';
import { GatewayFailure } from './failure.ts';
import type { Answer, Call, HeaderList } from './message.ts';
import { emitMetrics } from './metrics.ts';
import { findRoute, type Matched } from './route-tree.ts';
import { ACCOUNT_THROTTLE, type Throttles } from './throttle.ts';
import { beginTrace, segmentOf, sendSegment } from './trace.ts';
import { countRequest } from './usage.ts';
import type { Variables } from './variables.ts';

/** API Gateway takes no larger request. */
export const LARGEST_BODY_BYTES = 10 * 1024 * 1024;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time as access logs have it: `05/Jan/2026:00:00:00 +0000`. */
export function requestTime(ms: number): string {
  const iso = new Date(ms).toISOString();
  const [year, month, day] = iso.slice(0, 10).split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${iso.slice(11, 19)} +0000`;
}

function decodeParts(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

type Route = Matched<CompiledMethod>;

function findMethod(compiled: CompiledStage, call: Call): Route | undefined {
  const parts = decodeParts(call.path);
  const matched = parts === undefined ? undefined : findRoute(compiled.routes, parts);
  const method = matched?.value.get(call.method) ?? matched?.value.get('ANY');
  return matched === undefined || method === undefined ? undefined : { value: method, parameters: matched.parameters };
}

/** `$context`, and with it the event's `requestContext`. */
function contextOf(
  { scope, apiId, stage }: CompiledStage,
  call: Call,
  method: CompiledMethod | undefined,
  ids: { requestId: string; extendedRequestId: string; startMs: number },
): Variables {
  const key = method?.apiKeyRequired === true ? call.header.get('x-api-key') : undefined;
  return {
    resourceId: method?.resourceId,
    resourcePath: method?.resourcePath,
    operationName: method?.operationName,
    httpMethod: call.method,
    extendedRequestId: ids.extendedRequestId,
    requestTime: requestTime(ids.startMs),
    path: `/${stage.stageName}${call.path}`,
    accountId: scope.account,
    protocol: call.protocol,
    stage: stage.stageName,
    domainPrefix: apiId,
    requestTimeEpoch: ids.startMs,
    requestId: ids.requestId,
    identity: {
      cognitoIdentityPoolId: null,
      accountId: null,
      cognitoIdentityId: null,
      caller: null,
      sourceIp: call.sourceIp,
      principalOrgId: null,
      accessKey: null,
      cognitoAuthenticationType: null,
      cognitoAuthenticationProvider: null,
      userArn: null,
      userAgent: call.header.get('user-agent') ?? null,
      user: null,
      ...(key === undefined ? {} : { apiKey: key }),
    },
    domainName: `${apiId}.execute-api.${scope.region}.amazonaws.com`,
    deploymentId: stage.deploymentId,
    apiId,
  };
}

/** @throws GatewayFailure 403 @returns undefined when the method needs no key */
function checkKey(compiled: CompiledStage, method: CompiledMethod, exchange: Exchange): KeyGrant | undefined {
  if (!method.apiKeyRequired) return undefined;
  const grant = compiled.grants.get(exchange.call.header.get('x-api-key') ?? '');
  if (grant === undefined)
    throw new GatewayFailure('INVALID_API_KEY', 'Forbidden', {
      reason: 'API Key not authorized because it is missing, disabled, or in no usage plan of this stage',
    });
  const { identity } = exchange.context;
  if (typeof identity === 'object' && identity !== null) identity.apiKeyId = grant.keyId;
  return grant;
}

/** Usage plan, then stage, then account. @throws GatewayFailure 429 */
function checkLimits(
  { scope, apiId, stage }: CompiledStage,
  throttles: Throttles,
  method: CompiledMethod,
  grant: KeyGrant | undefined,
  { call, startMs }: Exchange,
): void {
  const take = (name: string, settings: Parameters<Throttles['take']>[1]) => {
    if (throttles.take(`${scope.region} ${name}`, settings, startMs)) return;
    throw new GatewayFailure('THROTTLED', 'Too Many Requests', { reason: `Throttled by ${name}` });
  };
  if (grant !== undefined) {
    const { plan, keyId, methodThrottle } = grant;
    const own = `${method.resourcePath}/${call.method}`;
    const limit = methodThrottle[own] ?? plan.throttle;
    take(
      `usage plan ${plan.id} ${keyId}${methodThrottle[own] === undefined ? '' : ` ${apiId}/${stage.stageName}${own}`}`,
      limit,
    );
  }
  take(`stage ${apiId}/${stage.stageName} ${method.throttledBy}`, method.stageThrottle);
  take('account', ACCOUNT_THROTTLE);
  if (grant !== undefined && !countRequest(scope, grant.plan, grant.keyId, startMs))
    throw new GatewayFailure('QUOTA_EXCEEDED', 'Limit Exceeded', {
      reason: `The quota of ${grant.plan.id} is used up`,
    });
}

/** What a data plane keeps between requests; losing it in a restart refills the token buckets. */
export interface Serving {
  readonly throttles: Throttles;
  /** By stage: the last second in which a request was traced. */
  readonly tracedSecond: Map<string, number>;
}

/**
 * Answers one request of a stage, in API Gateway's order: route, API key, throttling and quota, validation, integration.
 * @param call without a body when that was larger than `LARGEST_BODY_BYTES` (`tooLarge`)
 */
export async function serve(compiled: CompiledStage, serving: Serving, call: Call, tooLarge: boolean): Promise<Answer> {
  const { scope, stage, apiId } = compiled;
  const startMs = scope.clock.now();
  const route = findMethod(compiled, call);
  const method = route?.value;
  const exchange = begin(compiled, serving, call, route, startMs);
  const { requestId, context, log, stageVariables } = exchange;
  let answer: Answer;
  try {
    if (method === undefined) throw new GatewayFailure('MISSING_AUTHENTICATION_TOKEN', 'Missing Authentication Token');
    if (tooLarge) throw new GatewayFailure('REQUEST_TOO_LARGE', 'Request Too Long');
    const grant = checkKey(compiled, method, exchange);
    checkLimits(compiled, serving.throttles, method, grant, exchange);
    method.validate(call, exchange.pathParameters);
    answer = await method.integrate(exchange);
  } catch (error) {
    if (!(error instanceof GatewayFailure)) throw error;
    log.error(error.reason ?? error.message);
    answer = compiled.respond(error, exchange);
  }
  const latencyMs = scope.clock.now() - startMs;
  log.info(`Method completed with status: ${answer.status}`);
  const { integrationLatencyMs } = exchange;
  Object.assign(context, {
    status: answer.status,
    responseLatency: latencyMs,
    responseLength: Buffer.byteLength(answer.body),
    integrationLatency: integrationLatencyMs,
    xrayTraceId: exchange.trace.traceId,
    awsEndpointRequestId: requestId,
  });
  compiled.accessLog?.({ context, stageVariables });
  emitMetrics(scope, {
    apiName: compiled.apiName,
    stageName: stage.stageName,
    resourcePath: method?.resourcePath,
    httpMethod: call.method,
    detailed: method?.setting.metricsEnabled === true,
    status: answer.status,
    startMs,
    latencyMs,
    integrationLatencyMs,
  });
  if (exchange.trace.sampled)
    sendSegment(
      scope,
      segmentOf(exchange.trace, {
        name: `${compiled.apiName}/${stage.stageName}`,
        stageArn: `arn:aws:apigateway:${scope.region}::/restapis/${apiId}/stages/${stage.stageName}`,
        method: call.method,
        url: `https://${apiId}.execute-api.${scope.region}.amazonaws.com/${stage.stageName}${call.path}`,
        clientIp: call.sourceIp,
        userAgent: call.header.get('user-agent'),
        status: answer.status,
        startMs,
        endMs: startMs + latencyMs,
        integrationLatencyMs,
      }),
    );
  const ids: HeaderList = [
    ['x-amzn-RequestId', requestId],
    ['x-amz-apigw-id', exchange.extendedRequestId],
    ['X-Amzn-Trace-Id', exchange.trace.header],
  ];
  return { ...answer, headers: [...answer.headers, ...ids] };
}

function begin(
  compiled: CompiledStage,
  serving: Serving,
  call: Call,
  route: Route | undefined,
  startMs: number,
): Exchange {
  const { scope, stage, apiId } = compiled;
  const requestId = uuid();
  const extendedRequestId = `${randomBytes(11).toString('base64url')}=`;
  const second = Math.floor(startMs / 1000);
  const name = `${scope.region}/${apiId}/${stage.stageName}`;
  const trace = beginTrace(
    call.header.get('x-amzn-trace-id'),
    stage.tracingEnabled,
    startMs,
    serving.tracedSecond.get(name) !== second,
    Math.random(),
  );
  if (trace.sampled) serving.tracedSecond.set(name, second);
  return {
    call,
    requestId,
    extendedRequestId,
    startMs,
    trace,
    log: executionLog(scope, route?.value.setting.loggingLevel, apiId, stage.stageName, requestId),
    context: contextOf(compiled, call, route?.value, { requestId, extendedRequestId, startMs }),
    stageVariables: stage.variables,
    pathParameters: route?.parameters ?? {},
    integrationLatencyMs: undefined,
  };
}
