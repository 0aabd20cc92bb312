import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ReleaseResult } from '../session/release.ts';
import type { Session } from '../session/session.ts';
import { expectVerdict, looksOf, RELEASED } from './bake-checks.ts';
import { expectProdUnchanged, expectRolledBack, expectStageFailed } from './checks.ts';
import { slowByChance } from './partial-faults.ts';
import type { Scenario } from './scenario.ts';
import { BUSY, reads } from './settings.ts';

const SLOW_MS = 1500;
/** Medians that differ by less are the same: a tenth of what counts as slow. */
const SAME_MS = 100;

export const slowTail: Scenario = {
  name: 'slow-tail',
  push: `5 % of the answers take ${SLOW_MS} ms; the others, and so the median, are as before`,
  outcome: 'taken back: more slow answers than from the old version',
  setting: BUSY,
  run: async ({ session, releaseUnder, expect }) => {
    const result = await releaseUnder(reads(20), {
      message: 'Ask the registry office where the record is old',
      edits: [slowByChance(5, SLOW_MS)],
    });
    expectStageFailed(expect, result, 'Prod');
    expectRolledBack(expect, result, 'Prod', 'ALARM_ACTIVE');
    expectVerdict(expect, await looksOf(session, result), 'fail', ['more slow answers']);
    const [alias, version] = await medians(session, result);
    expect(
      'the median is the same',
      alias !== undefined && version !== undefined && Math.abs(alias - version) < SAME_MS,
      `${version?.toFixed(1)} ms of the new version, ${alias?.toFixed(1)} ms of both`,
    );
    expectProdUnchanged(expect, result);
  },
};

/** Median duration of the alias and of the new version alone, from the push until now. */
async function medians({ clients, control }: Session, result: ReleaseResult): Promise<(number | undefined)[]> {
  const old = result.prodBefore.find(({ functionName }) => functionName === RELEASED)?.version;
  const { nowMs } = await control.clock();
  const alias = { FunctionName: RELEASED, Resource: `${RELEASED}:live` };
  // The version that was taken back is the one after the old one.
  const dimensions = [alias, { ...alias, ExecutedVersion: String(Number(old) + 1) }];
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(result.sinceMs),
      EndTime: new Date(nowMs),
      MetricDataQueries: dimensions.map((values, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Duration',
            Dimensions: Object.entries(values).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: 3600,
          Stat: 'p50',
        },
      })),
    }),
  );
  return dimensions.map((_, index) => MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values?.[0]);
}
