import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import {
  EVIDENCE_ALARM,
  JUDGE,
  type JudgedGroup,
  SENDER,
  SYNTHETIC_SILENCE_ALARM,
  startJudgedGroup,
  syntheticNeed,
} from './judged-group.ts';

// Hundreds of real invocations a test.
jest.setTimeout(240_000);

const MINUTE_MS = 60_000;
const BAKE_SECONDS = 330;
const NAME = 'Prod-getStudentDetails';
const GOOD = 'export const handler = async () => 2;';
/** Fails one of the four requests that are asked: the one that users ask for, too. */
const FAILS_FOR_SOME = `export const handler = async (event) => {
  if (event?.queryStringParameters?.Roll === '') throw new Error('no');
  return 2;
};`;

let group: JudgedGroup;
afterEach(() => group.stop());

/** Invocations under one qualifier since the start. */
async function invocationsOf(qualifier: string): Promise<number> {
  const { local } = group.account;
  const { MetricDataResults } = await local.client(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: new Date(local.clock.now() - 20 * MINUTE_MS),
      EndTime: new Date(local.clock.now() + MINUTE_MS),
      MetricDataQueries: [
        {
          Id: 'n',
          MetricStat: {
            Metric: {
              Namespace: 'AWS/Lambda',
              MetricName: 'Invocations',
              Dimensions: [
                { Name: 'FunctionName', Value: NAME },
                { Name: 'Resource', Value: `${NAME}:${qualifier}` },
              ],
            },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
    }),
  );
  return (MetricDataResults?.[0]?.Values ?? []).reduce((total, value) => total + value, 0);
}

const said = async (functionName: string, pattern: string): Promise<string[]> => {
  const { events } = await group.account.local
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${functionName}`, filterPattern: pattern }));
  return (events ?? []).map(({ message }) => message ?? '');
};

const minutes = (info: DeploymentInfo): number =>
  ((info.completeTime?.getTime() ?? Number.NaN) - (info.createTime?.getTime() ?? 0)) / MINUTE_MS;

describe('a canary that users do not look at', () => {
  test('is asked as often as is needed, is no worse, and goes through; users’ traffic stays what it was', async () => {
    group = await startJudgedGroup({ cloudwatch, newVersion: GOOD, synthetic: true });
    const info = await group.traffic(BAKE_SECONDS, await group.deploy(), 0);
    expect(info.status).toBe('Succeeded');
    const { perVersion } = syntheticNeed();
    expect(await invocationsOf('2')).toBe(perVersion);
    expect(await invocationsOf('baseline')).toBe(perVersion);
    expect(await invocationsOf('live')).toBe(0);
    expect(await said(JUDGE, 'ended')).toEqual([
      expect.stringContaining(
        `and to synthetic requests ${perVersion} answers of the new version and ${perVersion} of the old`,
      ),
    ]);
    // Nothing more when it is over.
    await group.account.local.clock.advance(3 * MINUTE_MS);
    expect(await invocationsOf('2')).toBe(perVersion);
  });

  test('is taken back by what it is asked, before its five minutes are over', async () => {
    group = await startJudgedGroup({ cloudwatch, newVersion: FAILS_FOR_SOME, synthetic: true });
    const info = await group.traffic(BAKE_SECONDS, await group.deploy(), 0);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(info.errorInformation?.message).toContain(EVIDENCE_ALARM);
    expect(minutes(info)).toBeLessThan(5);
    expect(await group.aliasVersion()).toBe('1');
    expect((await said(SENDER, 'failedNew')).some((line) => /"failedNew":[1-9]\d*,"failedOld":0/.test(line))).toBe(
      true,
    );
  });

  test('is taken back where nobody judges what it is asked', async () => {
    group = await startJudgedGroup({ cloudwatch, newVersion: GOOD, synthetic: true, judge: SCHEDULE_ONLY });
    const info = await group.traffic(BAKE_SECONDS, await group.deploy(), 0);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
    expect(info.errorInformation?.message).toContain(SYNTHETIC_SILENCE_ALARM);
    expect(await group.aliasVersion()).toBe('1');
  });
});

test('a canary with enough users is asked nothing', async () => {
  group = await startJudgedGroup({ cloudwatch, newVersion: GOOD, synthetic: true });
  const info = await group.traffic(BAKE_SECONDS, await group.deploy(), 100);
  expect(info.status).toBe('Succeeded');
  expect(await invocationsOf('2')).toBeLessThanOrEqual(syntheticNeed().perVersion / 10);
});

/** A judge that wakes and says nothing: its schedule is what wakes the sender. */
const SCHEDULE_ONLY = `import { EventBridgeClient, EnableRuleCommand } from '@aws-sdk/client-eventbridge';
export const handler = async () => {
  await new EventBridgeClient().send(new EnableRuleCommand({ Name: process.env.SCHEDULE_RULE_NAME }));
};`;
