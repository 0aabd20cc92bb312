import type { BatchGetTracesCommandInput, BatchGetTracesCommandOutput } from '@aws-sdk/client-xray';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid } from '../errors.ts';
import { segmentsOf } from '../segments.ts';
import { durationOf } from '../summary.ts';

const MOST_TRACES = 50;

/** Traces that do not exist are left out. https://docs.aws.amazon.com/xray/latest/api/API_BatchGetTraces.html */
export function batchGetTraces(
  input: BatchGetTracesCommandInput,
  context: Context,
): Output<BatchGetTracesCommandOutput> {
  const ids = input.TraceIds ?? [];
  if (ids.length > MOST_TRACES) throw invalid(`Too many TraceIds: ${ids.length}; at most ${MOST_TRACES} are taken.`);
  const found = ids.map((id) => ({ id, segments: segmentsOf(context, id) }));
  return {
    Traces: found
      .filter(({ segments }) => segments.length > 0)
      .map(({ id, segments }) => ({
        Id: id,
        Duration: durationOf(segments),
        LimitExceeded: false,
        Segments: segments.map((segment) => ({ Id: segment.id, Document: JSON.stringify(segment) })),
      })),
    UnprocessedTraceIds: [],
  };
}
