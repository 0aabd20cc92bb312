import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  MetricDataResult,
} from '@aws-sdk/client-cloudwatch';
import type { Context, Output } from '../../../kernel/service.ts';
import { invalidNextToken, validationError } from '../errors.ts';
import { queryMetrics } from '../metrics/query.ts';

const MOST_QUERIES = 500;
const MOST_DATAPOINTS = 100_800;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export function getMetricData(input: GetMetricDataCommandInput, context: Context): Output<GetMetricDataCommandOutput> {
  const queries = input.MetricDataQueries ?? [];
  if (queries.length > MOST_QUERIES)
    throw validationError(`The collection MetricDataQueries must not have a size greater than ${MOST_QUERIES}.`);
  const startMs = input.StartTime?.getTime() ?? 0;
  const endMs = input.EndTime?.getTime() ?? 0;
  if (startMs >= endMs) throw validationError('The parameter StartTime must be less than the parameter EndTime.');
  const skipped = skippedBefore(input.NextToken);
  const limit = input.MaxDatapoints ?? MOST_DATAPOINTS;
  if (limit < 1 || limit > MOST_DATAPOINTS)
    throw validationError(`The value ${limit} for parameter MaxDatapoints must be from 1 to ${MOST_DATAPOINTS}.`);

  const byId = queryMetrics(context, queries, { startMs, endMs, fromStart: false });
  const returned = new Set(queries.filter(({ ReturnData }) => ReturnData !== false).map(({ Id }) => Id));
  const results: MetricDataResult[] = [];
  let position = 0;
  let next: number | undefined;
  for (const [id, all] of byId) {
    if (!returned.has(id)) continue;
    for (const { label, points } of all) {
      const found = [...points].filter(([atMs]) => atMs < endMs);
      const ordered = input.ScanBy === 'TimestampAscending' ? found : found.reverse();
      const from = Math.max(0, skipped - position);
      const until = Math.min(ordered.length, skipped + limit - position);
      const page = until > from ? ordered.slice(from, until) : [];
      position += ordered.length;
      if (until < ordered.length) next = skipped + limit;
      results.push({
        Id: id,
        Label: label,
        Timestamps: page.map(([atMs]) => new Date(atMs)),
        Values: page.map(([, value]) => value),
        StatusCode: until < ordered.length ? 'PartialData' : 'Complete',
      });
    }
  }
  return {
    MetricDataResults: results,
    Messages: [],
    ...(next === undefined ? {} : { NextToken: Buffer.from(String(next)).toString('base64') }),
  };
}

/** A token says how many data points earlier pages held. */
function skippedBefore(token: string | undefined): number {
  if (token === undefined) return 0;
  const skipped = Number(Buffer.from(token, 'base64').toString());
  if (!Number.isInteger(skipped) || skipped < 1) throw invalidNextToken(token);
  return skipped;
}
