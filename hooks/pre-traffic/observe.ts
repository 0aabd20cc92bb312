import * as z from 'zod/mini';
import { SMOKE_KEY_PLACEHOLDER, type SmokeCheck } from './contract.ts';
import type { SmokeObservation } from './decide.ts';

/** What Lambda answers to an Invoke: the payload as text, and `FunctionError` where the function failed. */
export interface Invocation {
  readonly payload: string;
  readonly functionError?: string;
}

const ProxyAnswer = z.object({ statusCode: z.number(), body: z.optional(z.string()) });
const Fields = z.record(z.string(), z.unknown());

function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The check with the smoke key put in its place. */
export function withSmokeKey(check: SmokeCheck, smokeKey: string): SmokeCheck {
  const fill = (text: string) => text.replaceAll(SMOKE_KEY_PLACEHOLDER, smokeKey);
  const fillAll = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, fill(value)]));
  return {
    ...check,
    query: check.query && fillAll(check.query),
    body: check.body && fill(check.body),
    ...(check.expectFields ? { expectFields: fillAll(check.expectFields) } : {}),
  };
}

/**
 * The event that API Gateway would send to the function for this request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(check: SmokeCheck, requestId: string): Readonly<Record<string, unknown>> {
  const single = check.query;
  return {
    resource: check.path,
    path: check.path,
    httpMethod: check.method,
    headers: { 'Content-Type': 'application/json', 'User-Agent': 'slipway-pre-traffic' },
    multiValueHeaders: { 'Content-Type': ['application/json'], 'User-Agent': ['slipway-pre-traffic'] },
    queryStringParameters: single,
    multiValueQueryStringParameters:
      single && Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]])),
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId, httpMethod: check.method, path: check.path, stage: 'pre-traffic', identity: {} },
    body: check.body,
    isBase64Encoded: false,
  };
}

/** Reads an invocation's outcome. What is not there stays absent, for `decidePreTraffic` to judge. */
export function toObservation(check: string, invocation: Invocation, durationMs: number): SmokeObservation {
  if (invocation.functionError !== undefined) {
    return { check, durationMs, functionError: `${invocation.functionError} ${invocation.payload}` };
  }
  const parsed = ProxyAnswer.safeParse(parseJson(invocation.payload));
  if (!parsed.success) return { check, durationMs };
  const fields = Fields.safeParse(parseJson(parsed.data.body));
  return { check, durationMs, statusCode: parsed.data.statusCode, ...(fields.success ? { fields: fields.data } : {}) };
}
