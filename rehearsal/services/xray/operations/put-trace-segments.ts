import type { PutTraceSegmentsCommandInput, PutTraceSegmentsCommandOutput } from '@aws-sdk/client-xray';
import type { Context, Output } from '../../../kernel/service.ts';
import { parseSegment, putSegment } from '../segments.ts';

/** https://docs.aws.amazon.com/xray/latest/api/API_PutTraceSegments.html */
export function putTraceSegments(
  input: PutTraceSegmentsCommandInput,
  context: Context,
): Output<PutTraceSegmentsCommandOutput> {
  const refused = [];
  for (const text of input.TraceSegmentDocuments ?? []) {
    const parsed = parseSegment(text);
    if ('segment' in parsed) putSegment(context, parsed.segment);
    else refused.push(parsed.refused);
  }
  return {
    UnprocessedTraceSegments: refused.map(({ id, code, message }) => ({
      ...(id === undefined ? {} : { Id: id }),
      ErrorCode: code,
      Message: message,
    })),
  };
}
