import type { GetTraceSummariesCommandInput, GetTraceSummariesCommandOutput } from '@aws-sdk/client-xray';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalid, notImplemented } from '../errors.ts';
import { segmentsOf, tracesBetween } from '../segments.ts';
import { summarize } from '../summary.ts';

const LONGEST_SPAN_MS = 24 * 3600 * 1000;
const PAGE = 100;

/** https://docs.aws.amazon.com/xray/latest/api/API_GetTraceSummaries.html */
export function getTraceSummaries(
  input: GetTraceSummariesCommandInput,
  context: Context,
): Output<GetTraceSummariesCommandOutput> {
  if (input.FilterExpression !== undefined && input.FilterExpression !== '')
    throw notImplemented(`filter expressions (${input.FilterExpression})`);
  const startMs = input.StartTime?.getTime() ?? 0;
  const endMs = input.EndTime?.getTime() ?? 0;
  if (endMs <= startMs) throw invalid('End time must be after start time.');
  if (endMs - startMs > LONGEST_SPAN_MS) throw invalid('Time range cannot be longer than 24 hours.');
  const ids = tracesBetween(context, startMs, endMs);
  const start = input.NextToken === undefined ? 0 : Number(input.NextToken);
  if (!Number.isInteger(start)) throw invalid(`The token ${input.NextToken} is not one that this call gave.`);
  const summaries = ids.slice(start, start + PAGE).map((id) => summarize(id, segmentsOf(context, id)));
  return {
    TraceSummaries: summaries,
    ApproximateTime: new Date(context.clock.now()),
    TracesProcessedCount: summaries.length,
    ...(start + PAGE < ids.length ? { NextToken: String(start + PAGE) } : {}),
  };
}
