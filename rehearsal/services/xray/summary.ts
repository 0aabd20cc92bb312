import type { TraceSummary } from '@aws-sdk/client-xray';
import type { SegmentDocument } from './segments.ts';

/** From the first start to the last end, seconds. */
export function durationOf(segments: readonly SegmentDocument[]): number {
  const starts = segments.map((segment) => segment.start_time);
  const ends = segments.map((segment) => segment.end_time ?? segment.start_time);
  return Math.max(...ends) - Math.min(...starts);
}

const annotation = (value: string | number | boolean) =>
  typeof value === 'string'
    ? { StringValue: value }
    : typeof value === 'number'
      ? { NumberValue: value }
      : { BooleanValue: value };

/** What X-Ray tells of a trace in a list. @param segments of one trace, at least one */
export function summarize(traceId: string, segments: readonly SegmentDocument[]): TraceSummary {
  const ids = new Set(segments.map((segment) => segment.id));
  const root = segments.find((one) => one.parent_id === undefined || !ids.has(one.parent_id));
  const has = (flag: 'fault' | 'error' | 'throttle') => segments.some((segment) => segment[flag] === true);
  const annotations: NonNullable<TraceSummary['Annotations']> = {};
  for (const segment of segments)
    for (const [key, value] of Object.entries(segment.annotations ?? {}))
      annotations[key] = [...(annotations[key] ?? []), { AnnotationValue: annotation(value) }];
  const http = root?.http;
  return {
    Id: traceId,
    ...(root === undefined ? {} : { StartTime: new Date(root.start_time * 1000) }),
    Duration: durationOf(segments),
    ResponseTime: root?.end_time === undefined ? 0 : root.end_time - root.start_time,
    HasFault: has('fault'),
    HasError: has('error'),
    HasThrottle: has('throttle'),
    IsPartial: segments.some((segment) => segment.end_time === undefined),
    Http: {
      ...(http?.request?.url === undefined ? {} : { HttpURL: http.request.url }),
      ...(http?.request?.method === undefined ? {} : { HttpMethod: http.request.method }),
      ...(http?.response?.status === undefined ? {} : { HttpStatus: http.response.status }),
      ...(http?.request?.user_agent === undefined ? {} : { UserAgent: http.request.user_agent }),
      ...(http?.request?.client_ip === undefined ? {} : { ClientIp: http.request.client_ip }),
    },
    Annotations: annotations,
    ServiceIds: [...new Map(segments.map((one) => [`${one.name} ${one.origin}`, one])).values()].map((one) => ({
      Name: one.name,
      Names: [one.name],
      ...(one.origin === undefined ? {} : { Type: one.origin }),
    })),
    ResourceARNs: segments.flatMap((one) => (one.resource_arn === undefined ? [] : [{ ARN: one.resource_arn }])),
    Revision: segments.length,
  };
}
