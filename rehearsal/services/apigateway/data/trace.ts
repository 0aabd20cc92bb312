import { randomBytes } from 'node:crypto';

/* https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html */

/** The first request of each second is sampled, and this share of the others. */
const SAMPLED_SHARE = 0.05;

export interface Trace {
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly segmentId: string;
  readonly sampled: boolean;
  /** What the integration gets as `X-Amzn-Trace-Id`. */
  readonly header: string;
}

/**
 * Takes up the caller's trace or begins one.
 * @param incoming the request's `X-Amzn-Trace-Id`
 * @param tracing whether the stage traces
 * @param firstOfSecond whether this is the first request of its second
 */
export function beginTrace(
  incoming: string | undefined,
  tracing: boolean,
  nowMs: number,
  firstOfSecond: boolean,
  roll: number,
): Trace {
  const given = new Map((incoming ?? '').split(';').map((part) => [part.split('=')[0]?.trim(), part.split('=')[1]]));
  const random = randomBytes(20).toString('hex');
  const traceId = given.get('Root') ?? `1-${Math.floor(nowMs / 1000).toString(16)}-${random.slice(0, 24)}`;
  const parentId = given.get('Parent');
  const decided = given.get('Sampled');
  const sampled = tracing && (decided === '1' || (decided !== '0' && (firstOfSecond || roll < SAMPLED_SHARE)));
  const segmentId = random.slice(24);
  const passedOn = tracing
    ? `;Parent=${segmentId};Sampled=${sampled ? 1 : 0}`
    : `${parentId === undefined ? '' : `;Parent=${parentId}`}${decided === undefined ? '' : `;Sampled=${decided}`}`;
  return { traceId, parentId, segmentId, sampled, header: `Root=${traceId}${passedOn}` };
}
