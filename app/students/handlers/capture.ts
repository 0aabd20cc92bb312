import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { json } from '../../../hooks/environment.ts';
import { HOOK_STAGE, SMOKE_KEY_PLACEHOLDER } from '../../../hooks/pre-traffic/contract.ts';
import { type CapturedRequest, MOST_CAPTURED } from '../../../hooks/pre-traffic/shadow/captured.ts';
import { SYNTHETIC_STAGE } from '../../../hooks/synthetic-traffic/stage.ts';

/** What of the requests is captured, and where to: the construct encodes it into the environment, the handler decodes it. */
export const Capture = z.object({
  tableName: z.string().check(z.minLength(1)),
  /** Share of the read-only requests that is looked at, in percent. */
  sharePercent: z.number().check(z.gt(0), z.lte(100)),
  /** Requests that are kept at a time. */
  events: z.int().check(z.gte(1), z.lte(MOST_CAPTURED)),
  /** Days after which a request is deleted. */
  days: z.int().check(z.gte(1)),
});
export type Capture = z.infer<typeof Capture>;

/** Environment of a handler that may capture. */
export const CaptureEnvironment = z.object({ CAPTURE: z.optional(json(Capture)) });

/** Whether a parameter says something of a person. One that is not listed is left out: nobody has looked at it yet. */
export type ParameterKinds = Readonly<Record<string, 'personal' | 'plain'>>;

/** A request as it is stored. */
export interface Stored {
  /** One of `events` places: the same request always has the same, so that the sample is bounded and its requests differ. */
  readonly slot: string;
  readonly request: CapturedRequest;
  /** Seconds since the Unix epoch, as time to live has it. */
  readonly expiresSeconds: number;
}

/** Requests of the release itself are no sample of the traffic. */
const OWN_STAGES = new Set<string>([HOOK_STAGE, SYNTHETIC_STAGE]);

const DAY_SECONDS = 24 * 60 * 60;

type Asked = Pick<APIGatewayProxyEvent, 'httpMethod' | 'resource' | 'queryStringParameters'> & {
  readonly requestContext: Pick<APIGatewayProxyEvent['requestContext'], 'stage'>;
};

/**
 * The request without all that is personal: no headers, no addresses, no body, the path with its parameters' names; of the query only
 * what is listed, and in the place of a personal value the key of the record that the comparison puts there. Undefined for a
 * request that is not read-only.
 */
export function withoutPersonal(event: Asked, kinds: ParameterKinds): CapturedRequest | undefined {
  const { httpMethod: method, resource: path, queryStringParameters } = event;
  if (method !== 'GET' && method !== 'HEAD') return undefined;
  const listed = Object.entries(queryStringParameters ?? {}).flatMap(([name, value]): [string, string][] => {
    if (value === undefined || !Object.hasOwn(kinds, name)) return [];
    // That a value is missing says nothing of anybody, and is a case of its own.
    return [[name, kinds[name] === 'personal' && value !== '' ? SMOKE_KEY_PLACEHOLDER : value]];
  });
  return { method, path, query: queryStringParameters === null ? null : Object.fromEntries(listed) };
}

/** Draws whether this request is captured, and says what is stored of it. */
export function toStore(
  event: Asked,
  kinds: ParameterKinds,
  { sharePercent, events, days }: Capture,
  random: number,
  nowMs: number,
): Stored | undefined {
  if (random * 100 >= sharePercent || OWN_STAGES.has(event.requestContext.stage)) return undefined;
  const request = withoutPersonal(event, kinds);
  if (request === undefined) return undefined;
  const digest = createHash('sha256').update(JSON.stringify(request)).digest();
  return {
    slot: String(digest.readUInt32BE() % events),
    request,
    expiresSeconds: Math.floor(nowMs / 1000) + days * DAY_SECONDS,
  };
}
