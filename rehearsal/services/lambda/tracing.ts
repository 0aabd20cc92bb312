import { randomBytes } from 'node:crypto';
import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray';
import type { Keys } from '../../kernel/clients.ts';
import type { Scope } from '../../kernel/service.ts';
import type { Outcome } from '../../runtimes/lambda/outcome.ts';
import { functionArn } from './names.ts';
import type { Version } from './state.ts';

/* https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */

/** Active tracing samples the first request of each second and this share of the others. */
const SAMPLED_SHARE = 0.05;

export interface Trace {
  readonly traceId: string;
  readonly sampled: boolean;
  /** The segment of the Lambda service. */
  readonly serviceSegmentId: string;
  /** The segment of the function, which what the function does hangs under. */
  readonly functionSegmentId: string;
  readonly parentId: string | undefined;
  /** What the function gets. */
  readonly header: string;
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const lastSampledSecond = new WeakMap<object, Map<string, number>>();

function sample(scope: Scope, version: Version, roll: number): boolean {
  const seconds = lastSampledSecond.get(scope.store) ?? new Map<string, number>();
  lastSampledSecond.set(scope.store, seconds);
  const key = `${scope.region}/${version.functionName}`;
  const second = Math.floor(scope.clock.now() / 1000);
  if (seconds.get(key) === second) return roll < SAMPLED_SHARE;
  seconds.set(key, second);
  return true;
}

/** Takes up the caller's trace or begins one. @param incoming the request's `X-Amzn-Trace-Id` */
export function beginTrace(scope: Scope, version: Version, incoming: string | undefined): Trace {
  const given = new Map((incoming ?? '').split(';').map((part) => [part.split('=')[0]?.trim(), part.split('=')[1]]));
  const traceId = given.get('Root') ?? `1-${Math.floor(scope.clock.now() / 1000).toString(16)}-${hex(12)}`;
  const decided = given.get('Sampled');
  const sampled =
    decided === '1' || (decided !== '0' && version.tracing === 'Active' && sample(scope, version, Math.random()));
  const functionSegmentId = hex(8);
  return {
    traceId,
    sampled,
    serviceSegmentId: hex(8),
    functionSegmentId,
    parentId: given.get('Parent'),
    header: `Root=${traceId};Parent=${functionSegmentId};Sampled=${sampled ? 1 : 0}`,
  };
}

/** The two segments that Lambda itself writes about a sampled invocation. */
export function segments(scope: Scope, version: Version, trace: Trace, startMs: number, outcome: Outcome): string[] {
  const { functionName } = version;
  const init = outcome.initDurationMs ?? 0;
  const endMs = startMs + init + outcome.durationMs;
  const failed = outcome.functionError === undefined ? {} : { error: true };
  const common = { trace_id: trace.traceId, name: functionName, end_time: endMs / 1000, ...failed };
  return [
    {
      ...common,
      id: trace.serviceSegmentId,
      ...(trace.parentId === undefined ? {} : { parent_id: trace.parentId }),
      start_time: startMs / 1000,
      origin: 'AWS::Lambda',
      resource_arn: functionArn(scope, functionName),
      http: { response: { status: 200 } },
    },
    {
      ...common,
      id: trace.functionSegmentId,
      parent_id: trace.serviceSegmentId,
      start_time: (startMs + init) / 1000,
      origin: 'AWS::Lambda::Function',
      aws: { account_id: scope.account, function_arn: functionArn(scope, functionName) },
    },
  ].map((segment) => JSON.stringify(segment));
}

/** Sends segments with the function's role, as the daemon beside the function does. */
export function sendSegments(scope: Scope, keys: Keys, documents: readonly string[]): void {
  const xray = scope.clients.withKeys(XRayClient, keys, scope.region);
  const release = scope.clock.hold();
  scope.background('sending trace segments', async () => {
    try {
      await xray.send(new PutTraceSegmentsCommand({ TraceSegmentDocuments: [...documents] }));
    } catch (error) {
      // A role without xray:PutTraceSegments loses its traces: the daemon drops what X-Ray refuses, and so does this one.
      if (!(error instanceof Error) || !('$fault' in error)) throw error;
    } finally {
      release();
    }
  });
}
