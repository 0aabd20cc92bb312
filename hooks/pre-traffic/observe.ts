import * as z from 'zod/mini';
import { isDenial } from '../grant-propagation.ts';
import { HOOK_STAGE, SMOKE_KEY_PLACEHOLDER, type SmokeCheck } from './contract.ts';
import type { SmokeObservation } from './decide.ts';
import { parseJson } from './parse-json.ts';

/** What Lambda answers to an Invoke: the payload as text, and `FunctionError` where the function failed. */
export interface Invocation {
  readonly payload: string;
  readonly functionError?: string;
  /** The version that has run, also where an alias was invoked. */
  readonly executedVersion?: string;
}

/** What a request must have to be made into an event. */
export type ProxyRequest = Pick<SmokeCheck, 'method' | 'path' | 'query' | 'body'>;

const ProxyAnswer = z.object({ statusCode: z.number(), body: z.optional(z.string()) });
const Fields = z.record(z.string(), z.unknown());

/** The values of a query with the smoke key put in its place. */
export const withFilledKey = (query: Readonly<Record<string, string>> | null, smokeKey: string) =>
  query &&
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, value.replaceAll(SMOKE_KEY_PLACEHOLDER, smokeKey)]),
  );

/** The check with the smoke key put in its place. */
export function withSmokeKey(check: SmokeCheck, smokeKey: string): SmokeCheck {
  const fill = (text: string) => text.replaceAll(SMOKE_KEY_PLACEHOLDER, smokeKey);
  const fillAll = (record: Readonly<Record<string, string>>) => withFilledKey(record, smokeKey) ?? {};
  return {
    ...check,
    query: check.query && fillAll(check.query),
    body: check.body && fill(check.body),
    ...(check.expectFields ? { expectFields: fillAll(check.expectFields) } : {}),
  };
}

/**
 * The event that API Gateway would send to the function for this request, marked by its stage and its user agent.
 *
 * @param stage says who asks, where API Gateway names the API's stage
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function proxyEvent(
  check: ProxyRequest,
  requestId: string,
  stage: string = HOOK_STAGE,
): Readonly<Record<string, unknown>> {
  const single = check.query;
  const agent = `slipway-${stage}`;
  return {
    resource: check.path,
    path: check.path,
    httpMethod: check.method,
    headers: { 'Content-Type': 'application/json', 'User-Agent': agent },
    multiValueHeaders: { 'Content-Type': ['application/json'], 'User-Agent': [agent] },
    queryStringParameters: single,
    multiValueQueryStringParameters:
      single && Object.fromEntries(Object.entries(single).map(([name, value]) => [name, [value]])),
    pathParameters: null,
    stageVariables: null,
    requestContext: { requestId, httpMethod: check.method, path: check.path, stage, identity: {} },
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

const Denied = z.object({ errorType: z.string().check(z.refine(isDenial)), errorMessage: z.string() });

/**
 * Throws the version's own error where AWS denied it something, so that it is asked again like the hook itself: what the release
 * grants to the version is as young as what it grants to the hook. Any other failure is the version's answer.
 */
export function throwWhereDenied({ payload, functionError }: Invocation): void {
  if (functionError === undefined) return;
  const denied = Denied.safeParse(parseJson(payload));
  if (!denied.success) return;
  const error = new Error(`AWS denied the version something: ${denied.data.errorMessage}`);
  error.name = denied.data.errorType;
  throw error;
}
