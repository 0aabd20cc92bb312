import type { Dimension, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { pointsOf } from '../synthetic-traffic/counts.ts';
import { COUNT_PERIOD_SECONDS } from '../version-counts.ts';
import { EVIDENCE_METRICS } from './contract.ts';
import type { LogEvidence } from './decide.ts';

export const EVIDENCE_KINDS = ['combined', 'errors', 'slowness'] as const satisfies (keyof LogEvidence)[];

/** Queries by the minute for the highest of each kind of evidence that was published under this namespace and these dimensions. */
export const highestQueries = (Namespace: string, Dimensions: Dimension[]): MetricDataQuery[] =>
  EVIDENCE_KINDS.map((kind) => ({
    Id: kind,
    MetricStat: {
      Metric: { Namespace, MetricName: EVIDENCE_METRICS[kind], Dimensions },
      Period: COUNT_PERIOD_SECONDS,
      Stat: 'Maximum',
    },
  }));

/**
 * The highest of all minutes; 0, which speaks for neither version, where nothing was published.
 * @throws Error where a result is absent or not complete
 */
export function toHighest(results: readonly MetricDataResult[]): LogEvidence {
  const highest = (kind: keyof LogEvidence): number => Math.max(0, ...pointsOf(results, kind).values());
  return { combined: highest('combined'), errors: highest('errors'), slowness: highest('slowness') };
}
