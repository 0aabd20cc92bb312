import type { MetricAlarm } from '@aws-sdk/client-cloudwatch';
import type { DeploymentStatus } from '@aws-sdk/client-codedeploy';
import { expect, test } from '@jest/globals';
import { type DeploymentFacts, toDeploymentView } from '../../../console/model/deployment-view.ts';
import { MINUTE, NOON, shift } from './views.ts';

const { series } = shift();
const alarm: MetricAlarm = { AlarmName: 'errors', StateValue: 'OK', StateReason: 'nothing fails' };

/** A canary that began half a minute after 12:09 and ended as it is said. */
const view = (status: DeploymentStatus, moved: number | undefined, more: Partial<DeploymentFacts> = {}, now = 12.6) =>
  toDeploymentView(
    {
      stage: 'Prod',
      info: { deploymentId: 'd-1', status, createTime: new Date(NOON) },
      target: {
        lifecycleEvents: [
          {
            lifecycleEventName: 'AllowTraffic',
            startTime: new Date(NOON + 9.5 * MINUTE),
            ...(moved === undefined ? {} : { endTime: new Date(NOON + moved * MINUTE) }),
          },
        ],
      },
      routing: { type: 'TimeBasedCanary', timeBasedCanary: { canaryPercentage: 10, canaryInterval: 5 } },
      alarms: [alarm],
      alarmsAtEnd: new Map(),
      series,
      hookReasons: new Map(),
      ...more,
    },
    NOON + now * MINUTE,
  );

test('the share of a canary is that of its whole minutes, without the one in which it began or ended', () => {
  // Minutes 10 and 11 have 10 of 100 each; minute 12 has 5 of 100, and minute 13 none.
  expect(view('Stopped', 12.5).percentActual).toBe(10);
  expect(view('InProgress', undefined).percentActual).toBe(10);
});

test('a bake without a whole minute has no share', () => {
  expect(view('Stopped', 9.9).percentActual).toBeUndefined();
});

test('once all traffic has moved, the share is measured from then on', () => {
  expect(view('InProgress', 12.5).percentActual).toBeUndefined();
  expect(view('InProgress', 12.5, {}, 14.2).percentActual).toBe(0);
});

test('the alarms of a shift that has ended are what they were when it did', () => {
  const alarmsAtEnd = new Map([['errors', { state: 'ALARM', says: '3 of 10 failed' }]]);
  expect(view('Stopped', 12.5, { alarmsAtEnd }).alarms).toMatchObject([{ state: 'ALARM', says: '3 of 10 failed' }]);
  expect(view('Stopped', 12.5).alarms).toMatchObject([{ state: 'OK', says: 'nothing fails' }]);
});
