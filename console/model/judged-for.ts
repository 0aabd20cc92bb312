import { GetMetricDataCommand, type MetricDataQuery, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { EVIDENCE_METRICS, evidenceDimensions, evidenceNamespace } from '../../hooks/bake-judge/contract.ts';
import type { ReleaseClients } from './clients.ts';
import type { DeploymentView } from './deployment-view.ts';

/** What the judge had against a new version. */
export type JudgedFor = 'errors' | 'slowness';

const KINDS = ['errors', 'slowness'] as const satisfies readonly JudgedFor[];
const PERIOD_SECONDS = 60;
const MINUTE_MS = PERIOD_SECONDS * 1000;

/**
 * What the evidence was mostly for, from CloudWatch's answer: what it was stronger of. Pure.
 * @returns undefined where there is none
 */
export function judgedFor(results: readonly MetricDataResult[]): JudgedFor | undefined {
  const highest = (kind: JudgedFor) => Math.max(0, ...(results.find(({ Id }) => Id === kind)?.Values ?? []));
  const [errors, slowness] = [highest('errors'), highest('slowness')];
  if (errors === 0 && slowness === 0) return undefined;
  return errors >= slowness ? 'errors' : 'slowness';
}

/**
 * Reads what the evidence of a shift's judge was mostly for.
 * @returns undefined where it has published none
 */
export async function readJudgedFor(
  { cloudwatch }: ReleaseClients,
  { group, newVersion, createdMs, endedMs = createdMs }: DeploymentView,
): Promise<JudgedFor | undefined> {
  const Dimensions = Object.entries(evidenceDimensions(group, newVersion)).map(([Name, Value]) => ({ Name, Value }));
  const queries = KINDS.map(
    (Id): MetricDataQuery => ({
      Id,
      MetricStat: {
        Metric: { Namespace: evidenceNamespace(group), MetricName: EVIDENCE_METRICS[Id], Dimensions },
        Period: PERIOD_SECONDS,
        Stat: 'Maximum',
      },
    }),
  );
  const { MetricDataResults = [] } = await cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Math.floor(createdMs / MINUTE_MS) * MINUTE_MS),
      EndTime: new Date(Math.ceil(endedMs / MINUTE_MS) * MINUTE_MS + MINUTE_MS),
      MetricDataQueries: queries,
    }),
  );
  return judgedFor(MetricDataResults);
}
