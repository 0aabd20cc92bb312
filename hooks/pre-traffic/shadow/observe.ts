import * as z from 'zod/mini';
import { type Invocation, proxyEvent, withFilledKey } from '../observe.ts';
import { parseJson } from '../parse-json.ts';
import type { Shadow } from './contract.ts';

/** One call of one version. */
export interface ShadowCall {
  /** The version that Lambda says has run; absent where it does not say. */
  readonly executedVersion?: string;
  /** The answer as JSON; see `toAnswer`. */
  readonly answer: unknown;
  readonly durationMs: number;
  /** False for the first call of a version, which may be a cold start. */
  readonly measured: boolean;
}

/** What both versions answered to one event. */
export interface ShadowObservation {
  /** Name of the event. */
  readonly event: string;
  readonly old: readonly ShadowCall[];
  readonly new: readonly ShadowCall[];
}

/** The observations, or that there is no other version to hold the new one against: the alias was just made, or is not there. */
export type ShadowSeen = readonly ShadowObservation[] | 'noOldVersion';

/** The calls that the comparison makes. */
export interface ShadowClients {
  readonly invoke: (functionArn: string, payload: string) => Promise<Invocation>;
  readonly nowMs: () => number;
}

const ProxyAnswer = z.looseObject({
  statusCode: z.number(),
  headers: z.nullish(z.record(z.string(), z.unknown())),
  multiValueHeaders: z.nullish(z.record(z.string(), z.unknown())),
  body: z.nullish(z.string()),
});
const Failure = z.object({ errorType: z.string() });

/** Header names have no case. https://www.rfc-editor.org/rfc/rfc9110#name-field-names */
const inLowerCase = (headers: Readonly<Record<string, unknown>> | null | undefined) =>
  Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));

/**
 * An invocation's outcome as one JSON value that can be compared: a proxy answer with its header names in lower case and its body
 * parsed under `body` where that is JSON, and as it is under `bodyText` where not; `functionError` and `errorType` of one that failed (its message and stack are never the same
 * twice); any other payload under `payload`.
 */
export function toAnswer({ payload, functionError }: Invocation): unknown {
  const value = parseJson(payload);
  if (functionError !== undefined) {
    const failure = Failure.safeParse(value);
    return { functionError, ...(failure.success ? failure.data : {}) };
  }
  const proxy = ProxyAnswer.safeParse(value);
  if (!proxy.success) return { payload: value ?? payload };
  const { headers, multiValueHeaders, body, ...rest } = proxy.data;
  const json = parseJson(body ?? undefined);
  return {
    ...rest,
    headers: inLowerCase(headers),
    multiValueHeaders: inLowerCase(multiValueHeaders),
    ...(json === undefined ? { bodyText: body ?? '' } : { body: json }),
  };
}

/**
 * Sends every event to the old and the new version in turn, once to warm them up and then `rules.latency.calls` times, so that
 * what slows the machine down slows both.
 *
 * The old version is called by the alias: before the shift the alias leads to it and to nothing else, so that the right to invoke
 * this one ARN is enough. Its number is not known when the role is made, and a role that could invoke any version would
 * be broader. Which version has run, Lambda says with each answer.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_ResponseElements
 *
 * @throws what `invoke` throws, but for an alias that does not exist
 */
export async function observeShadow(
  { aliasArn, events, rules }: Shadow,
  targetVersionArn: string,
  smokeKey: string,
  requestId: string,
  clients: ShadowClients,
): Promise<ShadowSeen> {
  const call = async (functionArn: string, payload: string, measured: boolean): Promise<ShadowCall> => {
    const startMs = clients.nowMs();
    const invocation = await clients.invoke(functionArn, payload);
    const durationMs = clients.nowMs() - startMs;
    const { executedVersion } = invocation;
    return {
      answer: toAnswer(invocation),
      durationMs,
      measured,
      ...(executedVersion === undefined ? {} : { executedVersion }),
    };
  };
  const observations: ShadowObservation[] = [];
  for (const event of events) {
    const payload = JSON.stringify(
      proxyEvent({ ...event, query: withFilledKey(event.query, smokeKey), body: null }, requestId),
    );
    const seen: { old: ShadowCall[]; new: ShadowCall[] } = { old: [], new: [] };
    for (let round = 0; round <= rules.latency.calls; round += 1) {
      const old = await call(aliasArn, payload, round > 0).catch(absentWhereNotFound);
      if (old === undefined || old.executedVersion === versionOf(targetVersionArn)) return 'noOldVersion';
      seen.old.push(old);
      seen.new.push(await call(targetVersionArn, payload, round > 0));
    }
    observations.push({ event: event.name, ...seen });
  }
  return observations;
}

/** The number of the version in a qualified ARN. */
export const versionOf = (qualifiedArn: string): string => qualifiedArn.slice(qualifiedArn.lastIndexOf(':') + 1);

function absentWhereNotFound(error: unknown): undefined {
  if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
  throw error;
}
