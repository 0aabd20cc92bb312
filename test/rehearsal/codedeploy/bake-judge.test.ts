import { CloudWatchClient, DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ServiceError } from '../../../rehearsal/kernel/errors.ts';
import type { Service } from '../../../rehearsal/kernel/service.ts';
import { cloudwatch } from '../../../rehearsal/services/cloudwatch/index.ts';
import { START_MS } from '../../helpers/rehearsal.ts';
import {
  EVIDENCE_ALARM,
  JUDGE,
  type JudgedGroup,
  type JudgedGroupOptions,
  SILENCE_ALARM,
  startJudgedGroup,
} from './judged-group.ts';

// Hundreds of real invocations a test.
jest.setTimeout(120_000);

const MINUTE_MS = 60_000;
const BAKE_SECONDS = 330;
const GOOD = 'export const handler = async () => 2;';
/** Is good for its first 25 invocations: two minutes of its share of the traffic. */
/** From an instant on, in whichever environment: how many there are is a matter of how busy the machine is. */
const failsFrom = (atMs: number) =>
  `export const handler = async () => { if (Date.now() >= ${atMs}) throw new Error('no'); return 2; };`;
const FAILS = "export const handler = async () => { throw new Error('no'); };";

let group: JudgedGroup;
afterEach(() => group.stop());
const start = async (options: Partial<JudgedGroupOptions>) => {
  group = await startJudgedGroup({ cloudwatch, newVersion: GOOD, ...options });
  return group;
};

/** The alarms that are red. */
async function red(): Promise<string[]> {
  const client = group.account.local.client(CloudWatchClient);
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  return MetricAlarms.map(({ AlarmName }) => AlarmName ?? '');
}
/** Points of the metric that the alarm watches, with the seconds between them. */
async function evidence(): Promise<number[]> {
  const { local } = group.account;
  const Dimensions = Object.entries({ DeploymentGroup: 'Prod-getStudentDetails-live', Version: '2' });
  const { MetricDataResults } = await local.client(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: new Date(local.clock.now() - 10 * MINUTE_MS),
      EndTime: new Date(local.clock.now() + MINUTE_MS),
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'e',
          MetricStat: {
            Metric: {
              Namespace: 'Slipway/BakeJudge/Prod-getStudentDetails-live',
              MetricName: 'LogEvidence',
              Dimensions: Dimensions.map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 10,
            Stat: 'Maximum',
          },
        },
      ],
    }),
  );
  return MetricDataResults?.[0]?.Values ?? [];
}
const judgeSaid = async (pattern: string): Promise<string[]> => {
  const { events } = await group.account.local
    .client(CloudWatchLogsClient)
    .send(new FilterLogEventsCommand({ logGroupName: `/aws/lambda/${JUDGE}`, filterPattern: pattern }));
  return (events ?? []).map(({ message }) => message ?? '');
};

async function expectTakenBack(info: DeploymentInfo, alarm: string) {
  expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE' } });
  expect(info.errorInformation?.message).toContain(alarm);
  const back = await group.deployment(info.rollbackInfo?.rollbackDeploymentId ?? '');
  expect(back).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
  expect(await group.aliasVersion()).toBe('1');
}
const minutes = (info: DeploymentInfo): number =>
  ((info.completeTime?.getTime() ?? Number.NaN) - (info.createTime?.getTime() ?? 0)) / MINUTE_MS;

describe('a canary with a judge', () => {
  test('goes through where the new version is no worse, is looked at every ten seconds, and then no more', async () => {
    await start({});
    expect(await group.scheduleState()).toBe('DISABLED');
    const id = await group.deploy();
    expect(await group.scheduleState()).toBe('ENABLED');
    expect((await group.traffic(BAKE_SECONDS, id)).status).toBe('Succeeded');
    expect(await group.aliasVersion()).toBe('2');
    const looks = await evidence();
    expect(Math.max(...looks.map(Math.abs))).toBeLessThan(0.001);
    expect(await red()).toEqual([]);
    expect(await group.scheduleState()).toBe('DISABLED');
    // The last of them may come when the shift is over.
    expect((await judgeSaid('evidence')).filter((line) => !line.includes('ended')).length).toBeGreaterThanOrEqual(30);
    expect(await judgeSaid('ended')).toEqual([expect.stringMatching(/"verdict":"inconclusive".*not enough evidence/)]);
    await group.account.local.clock.advance(5 * MINUTE_MS);
    expect(await evidence()).toHaveLength(looks.length);
  });

  test('is taken back by the evidence where the new version fails, long before its five minutes are over', async () => {
    await start({ newVersion: FAILS });
    const info = await group.traffic(BAKE_SECONDS, await group.deploy());
    await expectTakenBack(info, EVIDENCE_ALARM);
    expect(minutes(info)).toBeLessThan(3);
    expect(await judgeSaid('STOP')).toEqual([expect.stringContaining('the new version gives more errors')]);
    // The next release finds no red alarm.
    await group.account.local.clock.advance(3 * MINUTE_MS);
    expect(await red()).toEqual([]);
  });
});

test('a bake that was judged is not told as unjudged when the stack that was rolled back has its old alarms again', async () => {
  await start({ newVersion: failsFrom(START_MS + 2.5 * MINUTE_MS) });
  const info = await group.traffic(BAKE_SECONDS, await group.deploy());
  await expectTakenBack(info, EVIDENCE_ALARM);
  expect(minutes(info)).toBeGreaterThan(2);
  await group.putAlarms('1');
  for (let minute = 0; minute < 4; minute++) {
    await group.account.local.clock.advance(MINUTE_MS);
    expect(await red()).not.toContain(SILENCE_ALARM);
  }
});

describe('a canary whose judge gives no evidence is taken back, though its new version is good', () => {
  const expectSilenceToStopIt = async () => {
    const info = await group.traffic(BAKE_SECONDS, await group.deploy());
    expect(await evidence()).toEqual([]);
    await expectTakenBack(info, SILENCE_ALARM);
    expect(minutes(info)).toBeLessThan(5);
  };

  test('because the judge dies', async () => {
    await start({ judge: 'process.exit(1);' });
    await expectSilenceToStopIt();
  });

  test('because it may not write its metric', async () => {
    const refusing: Service = {
      ...cloudwatch,
      operations: {
        ...cloudwatch.operations,
        PutMetricData: () => {
          throw new ServiceError('AccessDenied', 'not authorized to perform: cloudwatch:PutMetricData', 403);
        },
      },
    };
    await start({ cloudwatch: refusing });
    await expectSilenceToStopIt();
    expect(await judgeSaid('AccessDenied')).not.toEqual([]);
  });

  test('because nobody may wake it', async () => {
    await start({ admitted: false });
    await expectSilenceToStopIt();
    const { reported } = group.account.local;
    expect(reported).not.toEqual([]);
    for (const line of reported.splice(0))
      expect(line).toContain(`did not reach arn:aws:lambda:eu-west-1:111122223333:function:${JUDGE}`);
  });
});

test('a canary without traffic goes through whatever the judge does: there is nothing to be seen', async () => {
  await start({ judge: 'process.exit(1);' });
  const id = await group.deploy();
  await group.account.local.clock.advance(BAKE_SECONDS * 1000);
  expect((await group.deployment(id)).status).toBe('Succeeded');
});
