import { randomBytes } from 'node:crypto';

import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import type { Scope } from '../../../kernel/service.ts';

/* https://docs.aws.amazon.com/xray/latest/devguide/xray-services-apigateway.html */

/** The first request of each second is sampled, and this share of the others. */
const SAMPLED_SHARE = 0.05;

export interface Trace {
  readonly traceId: string;
  readonly parentId: string | undefined;
  readonly segmentId: string;
  /** Of the call to the integration, which what the integration does hangs under. */
  readonly subsegmentId: string;
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
  const random = randomBytes(28).toString('hex');
  const traceId = given.get('Root') ?? `1-${Math.floor(nowMs / 1000).toString(16)}-${random.slice(0, 24)}`;
  const parentId = given.get('Parent');
  const decided = given.get('Sampled');
  const sampled = tracing && (decided === '1' || (decided !== '0' && (firstOfSecond || roll < SAMPLED_SHARE)));
  const segmentId = random.slice(24, 40);
  const subsegmentId = random.slice(40);
  const passedOn = tracing
    ? `;Parent=${subsegmentId};Sampled=${sampled ? 1 : 0}`
    : `${parentId === undefined ? '' : `;Parent=${parentId}`}${decided === undefined ? '' : `;Sampled=${decided}`}`;
  return { traceId, parentId, segmentId, subsegmentId, sampled, header: `Root=${traceId}${passedOn}` };
}

export interface Traced {
  /** Such as `students/v1`. */
  readonly name: string;
  readonly stageArn: string;
  readonly method: string;
  readonly url: string;
  readonly clientIp: string;
  readonly userAgent: string | undefined;
  readonly status: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Virtual milliseconds; undefined when no integration was called. */
  readonly integrationLatencyMs: number | undefined;
}

/** The segment of a sampled request, with the call to its integration below. */
export function segmentOf(trace: Trace, traced: Traced): string {
  const { status, endMs, integrationLatencyMs } = traced;
  const failed =
    status === 429
      ? { error: true, throttle: true }
      : status >= 500
        ? { fault: true }
        : status >= 400
          ? { error: true }
          : {};
  const call =
    integrationLatencyMs === undefined
      ? {}
      : {
          subsegments: [
            {
              id: trace.subsegmentId,
              name: 'Integration',
              namespace: 'aws',
              start_time: (endMs - integrationLatencyMs) / 1000,
              end_time: endMs / 1000,
              http: { response: { status } },
              ...(status >= 500 ? { fault: true } : {}),
            },
          ],
        };
  return JSON.stringify({
    trace_id: trace.traceId,
    id: trace.segmentId,
    ...(trace.parentId === undefined ? {} : { parent_id: trace.parentId }),
    name: traced.name,
    origin: 'AWS::ApiGateway::Stage',
    resource_arn: traced.stageArn,
    start_time: traced.startMs / 1000,
    end_time: endMs / 1000,
    http: {
      request: {
        method: traced.method,
        url: traced.url,
        client_ip: traced.clientIp,
        user_agent: traced.userAgent,
        x_forwarded_for: true,
      },
      response: { status },
    },
    ...failed,
    ...call,
  });
}

/** Tells X-Ray, beside the request: nobody waits for it. */
export function sendSegment(scope: Scope, document: string): void {
  const xray = scope.clients.asService(XRayClient, 'apigateway.amazonaws.com', scope.region);
  const release = scope.clock.hold();
  scope.background('sending a trace segment of API Gateway', async () => {
    try {
      await xray.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: [document] }));
    } finally {
      release();
    }
  });
}
